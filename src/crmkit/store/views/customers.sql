-- Customers with the name to print: the nick, or the first order by which the owner can look the buyer up. Who is only
-- in a customer table is one, too.
-- grain: one customer
with ordered as (
    select
        customer_key,
        coalesce(nick, '#' || coalesce(first_order_text, first_order_key::varchar)) as customer,
        case identity when 1 then 'nick' when 2 then 'phone' else 'address' end as identity
    from kept.customers
    where customer_key not in (select customer_key from unpriced_buyers)
),

final as (
    select
        customer_key,
        customer,
        identity
    from ordered
    union all
    select
        facts.customer_key,
        facts.nick as customer,
        'nick' as identity
    from customer_facts as facts
    left join ordered on facts.customer_key = ordered.customer_key
    where ordered.customer_key is null and facts.customer_key not in (select customer_key from unpriced_buyers)
)

select * from final
