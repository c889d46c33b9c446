-- What was sold in every order: its item lines, else the order itself under its title, which names a product only where the
-- order held one kind of it. An order counts for itself, too, where it is a purchase and none of its lines has a part of it.
-- grain: item line, or order without lines
with orders as (
    select
        shop_key,
        order_key,
        order_text,
        customer_key,
        is_purchase,
        case when is_paid then purchase_day end as bought_on,
        cast(paid - refund as decimal(18, 2)) as net,
        quantity,
        title
    from order_states
    where $is_whole or purchase_day <= $as_of
),

lines as (
    select
        orders.shop_key,
        orders.order_key,
        orders.order_text,
        orders.customer_key,
        orders.bought_on,
        row_number() over (
            partition by orders.shop_key, orders.order_key, orders.order_text
            order by items.line_text, items.title, items.sku, items.quantity, items.list_price, items.net
        ) as line_no,
        items.title,
        items.sku,
        items.quantity,
        items.list_price,
        coalesce(items.net, 0) as net
    from order_items as items
    inner join orders
        on orders.shop_key = items.shop_key
        and orders.order_key = items.order_key
        and orders.order_text is not distinct from items.order_text
    where items.has_order or not orders.is_purchase
),

listed as (
    select
        shop_key,
        order_key,
        order_text
    from lines
    where line_no = 1
),

final as (
    select
        *,
        true as is_line
    from lines
    union all
    select
        orders.shop_key,
        orders.order_key,
        orders.order_text,
        orders.customer_key,
        orders.bought_on,
        1 as line_no,
        case when instr(orders.title, '，') = 0 then orders.title end as title,
        null as sku,
        orders.quantity,
        null as list_price,
        orders.net,
        false as is_line
    from orders
    left join listed
        on listed.shop_key = orders.shop_key
        and listed.order_key = orders.order_key
        and listed.order_text is not distinct from orders.order_text
    where listed.order_key is null
)

select * from final
