-- Customers whose name is $who but for capital and small letters, or, where $is_masked, begins with $first and ends with
-- $last as in a masked name; at most $most.
-- grain: customer
with final as (
    select
        customer_key,
        customer
    from customers
    where case
        when $is_masked then
            starts_with(customer, $first)
            and ends_with(customer, $last)
            and length(customer) > length($first) + length($last)
        else lower(customer) = lower($who)
    end
)

select customer_key
from final
order by customer, customer_key
limit $most
