-- The snapshots of days before $bound, and those of later days that lose customers.
-- grain: one row
with final as (
    select
        count(*) filter (where as_of < $bound) as snapshots,
        count(*) filter (
            where as_of >= $bound and name in (
                select rows.name
                from target.kept.snapshot_customers as rows
                semi join pruned_customers as pruned on pruned.customer_key = rows.customer_key
            )
        ) as snapshots_changed
    from target.kept.snapshots
)

select * from final
