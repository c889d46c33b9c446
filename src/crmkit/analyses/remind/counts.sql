-- How many customers are to be reminded, on what grounds, how many are past their day, what they have spent so far.
-- grain: basis + timing
with final as (
    select
        basis,
        timing,
        count(*) as customers,
        cast(sum(case when days_late > 0 then 1 else 0 end) as bigint) as late,
        cast(sum(fen) as bigint) as fen
    from reminded
    group by basis, timing
)

select * from final
order by basis, timing
