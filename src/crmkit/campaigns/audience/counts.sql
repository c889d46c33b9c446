-- How many customers are on the list, held out, or left out for each reason.
-- grain: arm + reason
with final as (
    select
        arm,
        reason,
        count(*) as customers
    from drawn_members
    group by arm, reason
)

select * from final
order by arm, reason
