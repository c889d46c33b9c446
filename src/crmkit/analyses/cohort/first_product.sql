-- The product of each customer's first purchase day, the one with the most money, then the first by name: item lines
-- where the store has them, else whole orders with their title.
-- grain: customer
with joined as (
    select
        customer_key,
        min(purchase_day) as first_day
    from qualifying_orders
    where customer_key is not null and purchase_day <= $as_of
    group by customer_key
),

lines as (
    select
        items.shop_key,
        items.order_key,
        items.order_text,
        items.customer_key,
        items.title,
        items.net
    from order_items as items
    inner join joined on items.customer_key = joined.customer_key and items.purchase_day = joined.first_day
    where items.has_order
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
        orders.net
    from qualifying_orders as orders
    inner join joined on orders.customer_key = joined.customer_key and orders.purchase_day = joined.first_day
    left join itemised
        on orders.shop_key = itemised.shop_key
        and orders.order_key = itemised.order_key
        and orders.order_text is not distinct from itemised.order_text
    where itemised.order_key is null
),

goods as (
    select customer_key, title, net from lines
    union all
    select customer_key, title, net from whole
),

ranked as (
    select
        customer_key,
        title as label,
        row_number() over (partition by customer_key order by sum(net) desc, title asc) as turn
    from goods
    where title is not null
    group by customer_key, title
),

named as (
    select
        label,
        cast(row_number() over (order by label) as integer) as place
    from ranked
    where turn = 1
    group by label
),

final as (
    select
        ranked.customer_key,
        named.place,
        named.label
    from ranked
    inner join named on ranked.label = named.label
    where ranked.turn = 1
)

select * from final
