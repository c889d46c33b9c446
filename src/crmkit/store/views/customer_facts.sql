-- What customer tables tell of customers.
-- grain: one customer of a customer table
with final as (
    select *
    from kept.customer_facts
)

select * from final
