-- Every text that names who is to be forgotten: what was typed, nicks, and the numbers of orders, lines and refund cases.
-- person: the buyer, or the order where it has none.
-- grain: one text
create or replace temp table sought as
with typed as (
    select
        *,
        case
            when phone is null or nick_key in (select customer_key from kept.customers where nick is not null) then nick_key
            else phone_key
        end as person
    from asked
),

orders as (
    select
        forgotten_orders.shop_key,
        forgotten_orders.order_key,
        forgotten_orders.order_text,
        coalesce(
            kept.customer_key,
            hash(forgotten_orders.shop_key || '|' || coalesce(forgotten_orders.order_text, forgotten_orders.order_key::varchar))
        ) as person
    from forgotten_orders
    left join kept.orders as kept
        on kept.order_key = forgotten_orders.order_key
        and kept.shop_key = forgotten_orders.shop_key
        and kept.order_text is not distinct from forgotten_orders.order_text
),

theirs as (
    select
        lines.line_text as text,
        orders.person
    from kept.order_lines as lines
    inner join orders
        on orders.order_key = lines.order_key
        and orders.shop_key = lines.shop_key
        and orders.order_text is not distinct from lines.order_text
    union all
    select
        unnest([cases.refund_text, cases.line_text]) as text,
        orders.person
    from kept.refunds as cases
    inner join orders
        on orders.order_key = cases.order_key
        and orders.shop_key = cases.shop_key
        and orders.order_text is not distinct from cases.order_text
),

numbers as (
    select
        coalesce(order_text, order_key::varchar) as text,
        person
    from orders
),

texts as (
    select
        numbers.text,
        numbers.person
    from numbers
    where left(numbers.text, 1) not in ('~', '>')  -- numbers of ours
    union all
    select
        unnest([typed.who, typed.nick, typed.phone]) as text,
        coalesce(numbers.person, typed.person) as person
    from typed
    left join numbers on typed.state = 'order' and numbers.text in (typed.number, '#' || typed.number)
    union all
    select
        typed.number as text,
        coalesce(numbers.person, typed.person) as person
    from typed
    left join numbers on numbers.text in (typed.number, '#' || typed.number)
    where typed.state = 'order'
    union all
    select
        nick as text,
        customer_key as person
    from kept.customers
    where customer_key in (select customer_key from forgotten_people)
    union all
    select
        text,
        person
    from theirs
    where strlen(text) >= 6  -- the number of a line within its order is none of anybody's
        and left(text, 1) not in ('~', '>')
),

-- a number that an order of somebody else has, too, in another shop, says nothing
of_others as (
    select coalesce(kept.order_text, kept.order_key::varchar) as text
    from kept.orders as kept
    where not exists (
        select 1
        from forgotten_orders
        where forgotten_orders.order_key = kept.order_key
            and forgotten_orders.shop_key = kept.shop_key
            and forgotten_orders.order_text is not distinct from kept.order_text
    )
),

final as (
    select
        text,
        min(person) as person
    from texts
    where text <> '' and text not in (select text from of_others)
    group by text
)

select * from final;

-- how the bytes of lines that were set aside are written
create or replace temp table export_encodings as
select file_key, encoding from kept.files
