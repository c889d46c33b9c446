-- What identified customers bought and kept on each purchase day, by title, with its money: item lines that brought
-- money where the store has lines, else whole orders, whose title names a product only when they held one kind of it.
-- grain: customer + local calendar day + product
with lines as (
    select
        shop_key,
        order_key,
        order_text,
        customer_key,
        purchase_day,
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
        purchase_day,
        title,
        net
    from lines
    where net > 0
    union all
    select
        orders.customer_key,
        orders.purchase_day,
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
        customer_key,
        purchase_day,
        title as product,
        cast(sum(net) * 100 as bigint) as fen
    from sold
    where title is not null
    group by customer_key, purchase_day, title
)

select * from final
