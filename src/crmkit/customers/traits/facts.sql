-- What customer tables report of each customer; age in whole years on a day ($as_of), a birthday as 06-15. What a table
-- reports of purchases is its own word, as of the day it was made.
-- grain: customer of a customer table
with final as (
    select
        customer_key,
        -- a platform's word for a customer who did not say
        case when gender not in ('未知', '保密') then gender end as gender,
        level as member_level,
        case
            when birthday > $as_of or year(birthday) < 1900 then null
            else cast(
                year($as_of) - year(birthday)
                - case when month($as_of) * 100 + day($as_of) < month(birthday) * 100 + day(birthday) then 1 else 0 end
                as integer
            )
        end as age,
        birth_day as birthday,
        cast(first_at as date) as table_first_on,
        cast(last_at as date) as table_last_on,
        orders as table_orders,
        total as table_total
    from customer_facts
)

select * from final
