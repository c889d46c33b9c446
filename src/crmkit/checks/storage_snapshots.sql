-- The same of snapshots, where one was taken.
-- grain: table
with final as (
    select 'snapshots' as name, count(*) as rows, bit_xor(hash(snapshots)) as digest from kept.snapshots as snapshots
    union all
    select 'snapshot_customers', count(*), bit_xor(hash(snapshot_customers)) from kept.snapshot_customers as snapshot_customers
)

select * from final
