-- Where each customer's orders go: the place (a province, a city or both) of the latest purchase up to a day ($as_of) that
-- has one, else what a customer table says. Of several at one moment the last by name.
-- grain: customer with a known place
with places as (
    select
        customer_key,
        province,
        city,
        max(purchased_at) as latest
    from qualifying_orders
    where customer_key is not null and purchase_day <= $as_of and (province is not null or city is not null)
    group by customer_key, province, city
),

turned as (
    select
        customer_key,
        province,
        city,
        row_number() over (
            partition by customer_key order by latest desc, province desc nulls last, city desc nulls last
        ) as turn
    from places
),

final as (
    select
        coalesce(turned.customer_key, facts.customer_key) as customer_key,
        case when turned.customer_key is null then facts.province else turned.province end as province,
        case when turned.customer_key is null then facts.city else turned.city end as city
    from (select * from turned where turn = 1) as turned
    full outer join (select * from customer_facts where province is not null or city is not null) as facts
        on turned.customer_key = facts.customer_key
)

select * from final
