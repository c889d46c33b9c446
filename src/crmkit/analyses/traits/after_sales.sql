-- What came back of each customer's paid orders, and what they ordered without (or not yet) a purchase, up to a day
-- ($as_of). A plain log of purchases knows neither: then nothing is known.
-- grain: customer with an order
with told as (
    select
        customer_key,
        status,
        paid_at,
        net + refund as paid,
        least(greatest(refund, coalesce(refund_reported, 0)), net + refund) as back
    from seen_orders
    where customer_key is not null and marks < 4 and cast(coalesce(paid_at, created_at) as date) <= $as_of
),

summed as (
    select
        customer_key,
        sum(case when paid > 0 then 1 else 0 end) as paid_orders,
        sum(case when back > 0 then 1 else 0 end) as refund_orders,
        sum(paid) as paid,
        sum(back) as back,
        sum(case when status = 1 then 1 else 0 end) as unpaid_orders,
        sum(case when status in (2, 3) then 1 else 0 end) as open_orders,
        sum(case when status = 5 then 1 else 0 end) as closed_orders,
        max(status) as last_status
    from told
    group by customer_key
),

final as (
    select
        customer_key,
        cast(refund_orders as integer) as refund_orders,
        case when paid > 0 then cast(back / paid as double) end as refund_share,
        case when paid_orders > 0 then cast(refund_orders / paid_orders as double) end as refund_order_share,
        case when last_status > 0 then cast(unpaid_orders as integer) end as unpaid_orders,
        case when last_status > 0 then cast(open_orders as integer) end as open_orders,
        case when last_status > 0 then cast(closed_orders as integer) end as closed_orders
    from summed
)

select * from final
