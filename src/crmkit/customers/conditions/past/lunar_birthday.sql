-- Whether the day of birth of each customer is one of $days, such as ",1990-06-30,1988-07-01,"; not known where none is.
-- grain: customer of a customer table
with final as (
    select
        customer_key,
        contains($days, concat(',', cast(birthday as string), ',')) as answer
    from customer_facts
    where birthday is not null
)

select * from final
