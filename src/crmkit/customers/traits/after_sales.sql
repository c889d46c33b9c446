-- What came back of each customer's paid orders, and what they ordered without (or not yet) a purchase, up to a day
-- ($as_of), in the state known today. An order without a status tells of refunds only where another such order of the
-- shop has one: a plain log of purchases knows neither, and then nothing is known.
-- grain: customer with an order that tells
with shops as (
    select distinct shop_key
    from seen_orders
    where status = 0 and (refund > 0 or refund_reported > 0)
),

told as (
    select
        orders.customer_key,
        orders.status,
        orders.net + orders.refund as paid,
        least(
            greatest(orders.refund, coalesce(orders.refund_reported, 0)), orders.net + orders.refund
        ) as back
    from seen_orders as orders
    left join shops on orders.shop_key = shops.shop_key
    where orders.customer_key is not null
        and cast(coalesce(orders.paid_at, orders.created_at) as date) <= $as_of
        and (orders.status > 0 or shops.shop_key is not null)
),

summed as (
    select
        customer_key,
        -- an order that a refund closed was paid, even where no file says how much
        count(case when paid > 0 or status = 6 then 1 end) as paid_orders,
        count(case when back > 0 or status = 6 then 1 end) as refund_orders,
        sum(paid) as paid,
        sum(back) as back,
        count(case when status = 1 then 1 end) as unpaid_orders,
        count(case when status in (2, 3) then 1 end) as open_orders,
        count(case when status = 5 then 1 end) as closed_orders,
        max(status) as last_status
    from told
    group by customer_key
),

final as (
    select
        customer_key,
        cast(refund_orders as integer) as refund_orders,
        case when paid > 0 then round(cast(back / paid as double), 6) end as refund_share,
        case when paid_orders > 0 then round(cast(refund_orders / paid_orders as double), 6) end as refund_order_share,
        case when last_status > 0 then cast(unpaid_orders as integer) end as unpaid_orders,
        case when last_status > 0 then cast(open_orders as integer) end as open_orders,
        case when last_status > 0 then cast(closed_orders as integer) end as closed_orders
    from summed
)

select * from final
