-- What the codes of members stand for, and the first day on which one of them came.
-- grain: cohort + finished periods
with final as (
    select
        code,
        max(cohort) as cohort,
        max(finished) as finished,
        min(first_day) as joined_from
    from members
    group by code
)

select * from final
order by cohort, finished
