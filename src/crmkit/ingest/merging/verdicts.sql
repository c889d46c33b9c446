-- What the batch does to the store, counted.
-- grain: verdict + padded
with final as (
    select
        verdict,
        padded,
        count(*) as records,
        sum(lines) as lines
    from outcome
    group by verdict, padded
    order by verdict, padded
)

select * from final
