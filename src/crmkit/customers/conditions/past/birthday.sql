-- Whether the birthday of each customer is one of $days, such as ",02-28,03-01,"; not known where no birthday is.
-- grain: customer of a customer table
with final as (
    select
        customer_key,
        contains($days, concat(',', birth_day, ',')) as answer
    from customer_facts
    where birth_day is not null
)

select * from final
