-- Paid orders without item lines, on days between the first and the last order that has some, where an item report is loaded.
-- grain: platform + shop + order id
with itemised as (
    select distinct
        order_key,
        order_text
    from kept.order_lines
    where file_key in (select file_key from kept.files where kind = 'items')
),

orders as (
    select
        orders.*,
        coalesce(orders.created_at, orders.paid_at)::date as day,
        itemised.order_key is not null as has_lines
    from kept.orders as orders
    left join itemised
        on itemised.order_key = orders.order_key
        and itemised.order_text is not distinct from orders.order_text
),

reach as (
    select
        shop_key,
        min(day) filter (where has_lines) as first_day,
        max(day) filter (where has_lines) as last_day
    from orders
    group by shop_key
),

final as (
    select
        coalesce(orders.order_text, orders.order_key::varchar) as order_id,
        null as customer,
        null as file,
        orders.day,
        (orders.net + orders.refund)::decimal(38, 2) as amount,
        null as value
    from orders
    inner join reach on reach.shop_key = orders.shop_key and orders.day between reach.first_day and reach.last_day
    where not orders.has_lines and orders.net + orders.refund > 0
)

select * from final
