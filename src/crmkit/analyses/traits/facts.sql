-- What customer tables tell of each customer; age in whole years on a day ($as_of).
-- grain: customer of a customer table
with final as (
    select
        customer_key,
        gender,
        level,
        case
            when birthday > $as_of or year(birthday) < 1900 then null
            else cast(
                year($as_of) - year(birthday)
                - case when month($as_of) * 100 + day($as_of) < month(birthday) * 100 + day(birthday) then 1 else 0 end
                as integer
            )
        end as age
    from customer_facts
)

select * from final
