-- Every text that names who is to be forgotten: what was typed, nicks, and the numbers of orders, lines and refund cases.
-- grain: one text
create or replace temp table sought as
with theirs as (
    select
        lines.line_text as text,
        lines.order_key,
        lines.order_text
    from kept.order_lines as lines
    inner join forgotten_orders as orders
        on orders.order_key = lines.order_key
        and orders.shop_key = lines.shop_key
        and orders.order_text is not distinct from lines.order_text
    union
    select
        cases.refund_text,
        cases.order_key,
        cases.order_text
    from kept.refunds as cases
    inner join forgotten_orders as orders
        on orders.order_key = cases.order_key
        and orders.shop_key = cases.shop_key
        and orders.order_text is not distinct from cases.order_text
    union
    select
        cases.line_text,
        cases.order_key,
        cases.order_text
    from kept.refunds as cases
    inner join forgotten_orders as orders
        on orders.order_key = cases.order_key
        and orders.shop_key = cases.shop_key
        and orders.order_text is not distinct from cases.order_text
),

texts as (
    select who as text from asked
    union
    select nick from asked
    union
    select phone from asked
    union
    select number from asked where state = 'order'
    union
    select nick from kept.customers where customer_key in (select customer_key from forgotten_people)
    union
    select coalesce(order_text, order_key::varchar)
    from forgotten_orders
    where order_text is null or left(order_text, 1) not in ('~', '>')  -- numbers of ours
    union
    select text
    from theirs
    where strlen(text) >= 6  -- the number of a line within its order is none of anybody's
        and left(text, 1) not in ('~', '>')
),

final as (
    select text
    from texts
    where text <> ''
)

select * from final
