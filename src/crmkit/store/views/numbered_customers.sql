-- Customers with a number that tells nothing of them, for those who may not have the key.
-- grain: one customer
with final as (
    select
        *,
        row_number() over (order by customer_key) as customer_no
    from customers
)

select * from final
