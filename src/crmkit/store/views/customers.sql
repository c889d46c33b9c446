-- Customers with the name to print: the nick, or the first order by which the owner can look the buyer up.
-- grain: one customer
with final as (
    select
        customer_key,
        coalesce(nick, '#' || coalesce(first_order_text, first_order_key::varchar)) as customer,
        case identity when 1 then 'nick' when 2 then 'phone' else 'address' end as identity
    from kept.customers
)

select * from final
