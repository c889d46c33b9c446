-- Purchases before the first or after the last day of all files of orders, which is that of their last purchase.
-- grain: platform + shop + order id
with reach as (
    select
        min(first_day) as first_day,
        max(last_day) as last_day
    from kept.files
    where kind = 'orders'
),

final as (
    select
        coalesce(orders.order_text, orders.order_key::varchar) as order_id,
        null as customer,
        null as file,
        coalesce(orders.created_at, orders.paid_at)::date as day,
        (orders.net + orders.refund)::decimal(38, 2) as amount,
        null as value
    from kept.orders as orders
    inner join reach on coalesce(orders.created_at, orders.paid_at)::date not between reach.first_day and reach.last_day
    where orders.net > 0
)

select * from final
