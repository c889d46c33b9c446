-- On which days ($first to $last) identified customers bought a product whose title is $text or, where $is_part, has it in
-- small letters; and on which they bought something whose title is not known. An order has the titles of its item lines, else
-- those it names itself, with this comma between them. Closed lines are left out.
-- grain: what was bought, several rows a customer and day
with orders as (
    select
        shop_key,
        order_key,
        order_text,
        customer_key,
        purchase_day,
        title
    from qualifying_orders
    where customer_key is not null and purchase_day >= $first and purchase_day <= $last
),

lines as (
    select
        shop_key,
        order_key,
        order_text,
        title,
        status
    from placed_lines
    where marks = 0 and title is not null
),

of_lines as (
    select
        orders.customer_key,
        orders.purchase_day
    from lines
    inner join orders
        on lines.shop_key = orders.shop_key
        and lines.order_key = orders.order_key
        and lines.order_text is not distinct from orders.order_text
    where lines.status not in (1, 5, 6)
        and case when $is_part then contains(lower(lines.title), $text) else lines.title = $text end
),

titled as (
    select *
    from orders
    where title is null
        or case when $is_part then contains(lower(title), $text) else contains(concat('，', title, '，'), concat('，', $text, '，')) end
),

-- an order whose lines have titles counts by these
of_orders as (
    select
        titled.customer_key,
        titled.purchase_day,
        titled.title is null as is_hidden
    from titled
    left join lines
        on titled.shop_key = lines.shop_key
        and titled.order_key = lines.order_key
        and titled.order_text is not distinct from lines.order_text
    where lines.order_key is null
),

final as (
    select
        customer_key,
        purchase_day,
        false as is_hidden
    from of_lines
    union all
    select
        customer_key,
        purchase_day,
        is_hidden
    from of_orders
)

select * from final
