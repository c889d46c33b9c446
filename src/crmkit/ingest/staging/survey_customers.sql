-- What could not be read in a customer table, with the first lines where these are known.
-- grain: one row
with final as (
    select
        count(*) filter (where is_odd_birthday) as odd_birthdays,
        min(line) filter (where is_odd_birthday) as odd_birthday_line,
        count(*) filter (where is_odd_history) as odd_histories,
        min(line) filter (where is_odd_history) as odd_history_line
    from staged
    where fault is null
)

select * from final
