-- On which days ($first to $last) identified customers bought a product whose code is $text or, where $is_part, has it, in capital
-- or small letters; and on which they bought something whose code is not known: only item lines have one. Closed lines are left out.
-- grain: what was bought, several rows a customer and day
with orders as (
    select
        shop_key,
        order_key,
        order_text,
        customer_key,
        purchase_day
    from qualifying_orders
    where customer_key is not null and purchase_day >= $first and purchase_day <= $last
),

final as (
    select
        orders.customer_key,
        orders.purchase_day,
        lines.sku is null as is_hidden
    from orders
    left join placed_lines as lines
        on orders.shop_key = lines.shop_key
        and orders.order_key = lines.order_key
        and orders.order_text is not distinct from lines.order_text
        and lines.marks = 0
    where lines.order_key is null
        or lines.status not in (1, 5, 6)
        and (lines.sku is null or case when $is_part then contains(lower(lines.sku), lower($text)) else lines.sku = $text end)
)

select * from final
