-- The buyer with the most rows of the file, beside the next one and all rows.
-- grain: one row
with ranked as (
    select rows, row_number() over (order by rows desc) as place
    from batch_buyers
),

final as (
    select
        coalesce(max(rows) filter (where place = 1), 0) as most,
        coalesce(max(rows) filter (where place = 2), 0) as next,
        coalesce(sum(rows), 0)::bigint as identified
    from ranked
)

select * from final
