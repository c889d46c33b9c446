-- The level that the platform's own table of customers says.
-- grain: customer
with final as (
    select customer_key, level
    from customer_facts
    where level is not null
)

select * from final
order by customer_key
