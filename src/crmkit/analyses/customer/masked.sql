-- Customers whose name begins with $first and ends with $last, with at least one more than the $shortest characters of the two.
-- grain: customer
with final as (
    select
        customer_key,
        customer
    from customers
    where starts_with(customer, $first)
        and ends_with(customer, $last)
        and length(customer) > $shortest
)

select
    customer_key,
    customer
from final
order by customer, customer_key
