-- The names to print of some customers ($keys).
-- grain: customer
with final as (
    select
        customers.customer_key,
        customers.customer
    from customers
    inner join (select unnest($keys) as customer_key) as wanted on customers.customer_key = wanted.customer_key
)

select * from final
order by customer_key
