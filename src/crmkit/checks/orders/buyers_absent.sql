-- Shops where most paid orders have no buyer who can be recognised: the platform or the export does not name them.
-- grain: platform + shop
with final as (
    select
        null as order_id,
        null as customer,
        null as file,
        null::date as day,
        (sum(net + refund) filter (where customer_key is null))::decimal(38, 2) as amount,
        min(coalesce(nullif(shops.shop, ''), shops.platform)) as value
    from kept.orders as orders
    left join kept.shops as shops on shops.shop_key = orders.shop_key
    where net + refund > 0
    group by orders.shop_key
    having count(customer_key) <= 0.5 * count(*)
)

select * from final
