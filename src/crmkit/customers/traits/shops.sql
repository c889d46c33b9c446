-- In which of the shops, and on which platform, each customer buys, up to a day ($as_of): those of most purchases, of equals
-- the first by name. Where orders are of one shop only ($several is not true) no order is looked at.
-- grain: customer who bought
with purchases_by_shop as (
    select
        orders.customer_key,
        shop_names.shop,
        shop_names.platform,
        count(*) as purchases
    from qualifying_orders as orders
    inner join shop_names on orders.shop_key = shop_names.shop_key
    where $several and orders.customer_key is not null and orders.purchase_day <= $as_of
    group by orders.customer_key, shop_names.shop, shop_names.platform
),

shops as (
    select
        customer_key,
        shop,
        row_number() over (partition by customer_key order by sum(purchases) desc, shop asc nulls last) as turn
    from purchases_by_shop
    group by customer_key, shop
),

platforms as (
    select
        customer_key,
        platform,
        row_number() over (partition by customer_key order by sum(purchases) desc, platform asc) as turn
    from purchases_by_shop
    group by customer_key, platform
),

final as (
    select
        shops.customer_key,
        shops.shop,
        platforms.platform
    from shops
    inner join platforms on shops.customer_key = platforms.customer_key
    where shops.turn = 1 and platforms.turn = 1

    union all

    select
        customer_key,
        $shop as shop,
        $platform as platform
    from trait_bought
    where not $several and purchase_days > 0
)

select * from final
