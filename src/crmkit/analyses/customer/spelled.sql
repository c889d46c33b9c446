-- Customers whose name is $who but for capital and small letters; at most $most.
-- grain: customer
with final as (
    select
        customer_key,
        customer
    from customers
    where lower(customer) = lower($who)
)

select customer_key
from final
order by customer, customer_key
limit $most
