-- On which days ($first to $last) identified customers bought a product whose title is $text or, where $is_part, has it, in
-- capital or small letters; and on which they may have. An order has the titles of its item lines, else those it names itself, with this
-- comma between them. Closed lines are left out.
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
        and case when $is_part then contains(lower(lines.title), lower($text)) else lines.title = $text end
),

titled as (
    select *
    from orders
    where title is null
        or case when $is_part then contains(lower(title), lower($text)) else contains(concat('，', title, '，'), concat('，', $text, '，')) end
),

by_order as (
    select
        titled.customer_key,
        titled.purchase_day,
        titled.title,
        count(case when lines.status not in (1, 5, 6) then 1 end) as open_lines,
        count(case when $is_part then case when contains(lower(lines.title), lower($text)) then 1 end when lines.title = $text then 1 end) as alike
    from titled
    left join lines
        on titled.shop_key = lines.shop_key
        and titled.order_key = lines.order_key
        and titled.order_text is not distinct from lines.order_text
    group by titled.shop_key, titled.order_key, titled.order_text, titled.customer_key, titled.purchase_day, titled.title
),

-- An order with an open line counts by its lines; if it names the product and no line does, nobody knows.
of_orders as (
    select
        customer_key,
        purchase_day,
        title is null or open_lines > 0 as is_hidden
    from by_order
    where open_lines = 0 or (title is not null and alike = 0)
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
