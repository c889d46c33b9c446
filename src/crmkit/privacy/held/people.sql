-- How many people a store knows anything of.
-- grain: one row
with known as (
    select customer_key from kept.customers
    union
    select customer_key from kept.customer_facts
    union
    select customer_key from kept.contacts
    union
    select customer_key from kept.consents
),

final as (
    select count(*) as people
    from known
)

select * from final
