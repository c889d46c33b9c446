-- How many rows break the rule that was looked at last, with their money.
-- grain: one row
with final as (
    select
        count(*) as violations,
        cast(sum(amount) as decimal(38, 2)) as amount
    from check_rows
)

select * from final
