-- Order numbers that orders of two shops have: most likely one export was loaded for both.
-- grain: order id
with final as (
    select
        coalesce(order_text, order_key::varchar) as order_id,
        null as customer,
        null as file,
        min(coalesce(created_at, paid_at))::date as day,
        (sum(net + refund) - max(net + refund))::decimal(38, 2) as amount,
        string_agg(distinct coalesce(nullif(shops.shop, ''), shops.platform), ', ') as value
    from kept.orders as orders
    inner join kept.shops as shops on shops.shop_key = orders.shop_key
    where (select count(*) from kept.shops) > 1
        and orders.marks % 2 = 0
    group by order_key, order_text
    having count(*) > 1
)

select * from final
