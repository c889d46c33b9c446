-- Who is in audiences, and of which days they are.
-- grain: one row
with final as (
    select
        count(distinct rows.customer_key) as people,
        min(audiences.as_of) as first_day,
        max(audiences.as_of) as last_day
    from kept.arms as rows
    inner join kept.audiences as audiences on audiences.name = rows.name
)

select * from final
