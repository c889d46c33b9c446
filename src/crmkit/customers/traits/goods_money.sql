-- Money kept by customer and product up to a day ($as_of): of item lines where an order has them, else of the whole
-- order by its title.
-- grain: customer + product
with lines as (
    select
        shop_key,
        order_key,
        order_text,
        customer_key,
        title,
        net
    from order_items
    where has_order and customer_key is not null and purchase_day <= $as_of
),

itemised as (
    select distinct
        shop_key,
        order_key,
        order_text
    from lines
),

sold as (
    select
        customer_key,
        title,
        net
    from lines
    where net > 0
    union all
    select
        orders.customer_key,
        orders.title,
        orders.net
    from qualifying_orders as orders
    left join itemised
        on orders.shop_key = itemised.shop_key
        and orders.order_key = itemised.order_key
        and orders.order_text is not distinct from itemised.order_text
    where orders.customer_key is not null and orders.purchase_day <= $as_of and itemised.order_key is null
),

final as (
    select
        sold.customer_key,
        products.product_key,
        cast(sum(sold.net) * 100 as bigint) as net_fen
    from sold
    inner join goods_products as products on sold.title = products.product
    group by sold.customer_key, products.product_key
)

select * from final
