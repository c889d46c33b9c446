-- What could not be read in a customer table, with the least of these texts to show.
-- grain: one row
with final as (
    select
        count(odd_birthday) as odd_birthdays,
        min(odd_birthday) as odd_birthday,
        count(odd_history) as odd_histories,
        min(odd_history) as odd_history
    from staged
    where fault is null
)

select * from final
