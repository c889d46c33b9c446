-- What customer tables tell of each customer; age in whole years on a day ($as_of).
-- grain: customer of a customer table
with final as (
    select
        customer_key,
        -- a platform's word for a customer who did not say
        case when gender not in ('未知', '保密') then gender end as gender,
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
