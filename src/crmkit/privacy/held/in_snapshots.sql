-- Of whom snapshots have a group, and of which days they are.
-- grain: one row
with final as (
    select
        count(distinct rows.customer_key) as people,
        min(snapshots.as_of) as first_day,
        max(snapshots.as_of) as last_day
    from kept.snapshot_customers as rows
    inner join kept.snapshots as snapshots on snapshots.name = rows.name
)

select * from final
