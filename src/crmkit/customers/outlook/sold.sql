-- Goods sold to identified customers, each with its unit cost where one is given for its sku or, else, its title: item
-- lines where the store has them, else whole orders, whose title names a product only when they held one kind of it.
-- grain: customer + product
with lines as (
    select
        shop_key,
        order_key,
        order_text,
        customer_key,
        title,
        sku,
        quantity,
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

whole as (
    select
        orders.customer_key,
        orders.title,
        cast(null as varchar) as sku,
        orders.quantity,
        orders.net
    from qualifying_orders as orders
    left join itemised
        on orders.shop_key = itemised.shop_key
        and orders.order_key = itemised.order_key
        and orders.order_text is not distinct from itemised.order_text
    where orders.customer_key is not null and orders.purchase_day <= $as_of and itemised.order_key is null
),

goods as (
    select customer_key, title, sku, quantity, net from lines
    union all
    select customer_key, title, sku, quantity, net from whole
),

grouped as (
    select
        customer_key,
        title,
        sku,
        cast(sum(coalesce(quantity, 1)) as bigint) as pieces,
        cast(sum(net) * 100 as bigint) as net_fen
    from goods
    group by customer_key, title, sku
),

final as (
    select
        grouped.customer_key,
        grouped.title,
        grouped.sku,
        grouped.net_fen,
        grouped.pieces * coalesce(by_sku.cost, by_title.cost) as cost
    from grouped
    left join costs as by_sku on grouped.sku = by_sku.product
    left join costs as by_title on grouped.title = by_title.product
)

select * from final
