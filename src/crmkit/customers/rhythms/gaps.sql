-- How often each gap between purchase days occurs in the whole shop, of days up to $as_of.
-- grain: days between two purchase days
with final as (
    select
        gap_days,
        count(*) as gaps
    from rhythm_steps
    where gap_days is not null and purchase_day <= $as_of
    group by gap_days
)

select * from final
order by gap_days
