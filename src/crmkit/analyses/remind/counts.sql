-- How many customers are to be reminded, on what grounds, and what they have spent so far.
-- grain: basis + timing
with final as (
    select
        basis,
        timing,
        count(*) as customers,
        cast(sum(fen) as bigint) as fen
    from reminded
    group by basis, timing
)

select * from final
order by basis, timing
