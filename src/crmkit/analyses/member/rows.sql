-- How many days of purchases there are.
-- grain: one row
with final as (
    select count(*) as days
    from member_events
)

select * from final
