-- What came back of each customer's paid orders, and what they ordered without (or not yet) a purchase, up to a day
-- ($as_of), in the state known today. Refunds of an order from a file without a refund column are known only where another such
-- order of the shop has one, or its refund report was loaded: else no file could have reported one.
-- grain: customer with an order whose refunds or status are known
with orders as (
    select
        seen_orders.shop_key,
        seen_orders.customer_key,
        seen_orders.status,
        seen_orders.net + seen_orders.refund as paid,
        greatest(seen_orders.refund, coalesce(seen_orders.refund_reported, 0)) as back,
        cast(coalesce(seen_orders.paid_at, seen_orders.created_at) as date) as ordered_on,
        coalesce(loaded_files.tells_refunds, seen_orders.status > 0) as has_column
    from seen_orders
    left join loaded_files on seen_orders.file_key = loaded_files.file_key
),

shops as (
    select shop_key
    from orders
    where not has_column and (back > 0 or status = 6)

    union

    select shop_names.shop_key
    from loaded_files
    inner join file_shops on loaded_files.file_key = file_shops.file_key
    inner join shop_names
        on file_shops.platform = shop_names.platform
        and file_shops.shop is not distinct from shop_names.shop
    where loaded_files.kind = 'refunds'
),

orders_known as (
    select
        orders.customer_key,
        orders.status,
        orders.paid,
        least(orders.back, orders.paid) as back,
        orders.has_column or shops.shop_key is not null as has_refund_data
    from orders
    left join shops on orders.shop_key = shops.shop_key
    where orders.customer_key is not null and orders.ordered_on <= $as_of
),

summed as (
    select
        customer_key,
        -- an order that a refund closed was paid, even where no file says how much
        count(case when has_refund_data and (paid > 0 or status = 6) then 1 end) as paid_orders,
        count(case when has_refund_data and (back > 0 or status = 6) then 1 end) as refund_orders,
        count(case when has_refund_data then 1 end) as orders_with_data,
        sum(case when has_refund_data then paid end) as paid,
        sum(case when has_refund_data then back end) as back,
        count(case when status = 1 then 1 end) as unpaid_orders,
        count(case when status in (2, 3) then 1 end) as open_orders,
        count(case when status = 5 then 1 end) as closed_orders,
        max(status) as last_status
    from orders_known
    where has_refund_data or status > 0
    group by customer_key
),

final as (
    select
        customer_key,
        case when orders_with_data > 0 then cast(refund_orders as integer) end as refund_orders,
        case when paid > 0 then round(cast(back / paid as double), 6) end as refund_share,
        case when paid_orders > 0 then round(cast(refund_orders / paid_orders as double), 6) end as refund_order_share,
        case when last_status > 0 then cast(unpaid_orders as integer) end as unpaid_orders,
        case when last_status > 0 then cast(open_orders as integer) end as open_orders,
        case when last_status > 0 then cast(closed_orders as integer) end as closed_orders
    from summed
)

select * from final
