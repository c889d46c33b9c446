-- What identified customers bought and kept, product by product: the item lines of an order where the store has them, else
-- the whole order under its title, which names a product only when the order held one kind of it.
-- grain: item line, or order without lines
with lines as (
    select
        shop_key,
        order_key,
        order_text,
        customer_key,
        purchase_day,
        title,
        sku,
        quantity,
        net
    from order_items
    where has_order and customer_key is not null
),

itemised as (
    select distinct
        shop_key,
        order_key,
        order_text
    from lines
),

final as (
    select
        customer_key,
        purchase_day,
        title,
        sku,
        quantity,
        net,
        true as is_line
    from lines
    union all
    select
        orders.customer_key,
        orders.purchase_day,
        orders.title,
        null as sku,
        orders.quantity,
        orders.net,
        false as is_line
    from qualifying_orders as orders
    left join itemised
        on orders.shop_key = itemised.shop_key
        and orders.order_key = itemised.order_key
        and orders.order_text is not distinct from itemised.order_text
    where orders.customer_key is not null and itemised.order_key is null
)

select * from final
