-- What of people is kept: of how many, and of which days their orders are (facts of a customer table: of which days these tell).
-- grain: kind of data
with ordered as (
    select
        orders.*,
        coalesce(paid_at, created_at)::date as day
    from kept.orders as orders
),

buyers as (
    select
        customers.customer_key,
        customers.identity,
        min(ordered.day) as first_day,
        max(ordered.day) as last_day
    from kept.customers as customers
    left join ordered on ordered.customer_key = customers.customer_key
    group by customers.customer_key, customers.identity
),

facts as (
    select
        *,
        first_at::date as first_day,
        coalesce(last_at, first_at)::date as last_day
    from kept.customer_facts
),

named as (
    select customer_key, first_day, last_day from buyers where identity = 1
    union all
    select customer_key, first_day, last_day from facts
),

bought as (
    select distinct ordered.customer_key, ordered.day
    from ordered
    where ordered.customer_key is not null and (
        ordered.title is not null or exists (
            select 1
            from kept.order_lines as lines
            where lines.order_key = ordered.order_key
                and lines.shop_key = ordered.shop_key
                and lines.order_text is not distinct from ordered.order_text
        )
    )
),

final as (
    select 1 as place, 'buyer_names' as kind, count(distinct customer_key) as people, min(first_day) as first_day, max(last_day) as last_day
    from named
    union all
    select 2, 'buyer_digests', count(*), min(first_day), max(last_day)
    from buyers
    where identity in (2, 3)
    union all
    select 3, 'buyer_orders', count(distinct customer_key), min(day), max(day)
    from ordered
    where customer_key is not null
    union all
    select 4, 'buyer_goods', count(distinct customer_key), min(day), max(day)
    from bought
    union all
    select 5, 'buyer_places', count(distinct customer_key), min(first_day), max(last_day)
    from (
        select customer_key, day as first_day, day as last_day
        from ordered
        where customer_key is not null and (province is not null or city is not null)
        union all
        select customer_key, first_day, last_day from facts where province is not null or city is not null
    )
    union all
    select 6, 'buyer_refunds', count(distinct ordered.customer_key), min(ordered.day), max(ordered.day)
    from ordered
    where ordered.customer_key is not null and exists (
        select 1
        from kept.refunds as refunds
        where refunds.order_key = ordered.order_key
            and refunds.shop_key = ordered.shop_key
            and refunds.order_text is not distinct from ordered.order_text
    )
    union all
    select 7, 'buyer_birthdays', count(*), min(first_day), max(last_day)
    from facts
    where birthday is not null or birth_day is not null
    union all
    select 8, 'buyer_genders', count(*), min(first_day), max(last_day)
    from facts
    where gender is not null or level is not null
    union all
    select 9, 'buyer_contacts', count(distinct customer_key), min(day), max(day)
    from (
        select customer_key, sent_at::date as day from kept.contacts
        union all
        select customer_key, since::date from kept.consents
    )
)

select kind, people, first_day, last_day
from final
where people > 0
order by place
