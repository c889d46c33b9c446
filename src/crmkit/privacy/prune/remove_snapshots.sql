-- Snapshots of days before $bound go whole; from the others the customers go who are no longer there, and are not counted
-- there any more.
delete from target.kept.snapshots
where as_of < $bound;

delete from target.kept.snapshot_customers
where name not in (select name from target.kept.snapshots)
    or customer_key in (select customer_key from pruned_customers);

update target.kept.snapshots as kept
set customers = counted.customers, judged = counted.judged, net_fen = counted.net_fen
from (
    select
        snapshots.name,
        count(rows.customer_key) as customers,
        count(rows.risk) as judged,
        coalesce(sum(rows.net_fen), 0)::bigint as net_fen
    from target.kept.snapshots as snapshots
    left join target.kept.snapshot_customers as rows on rows.name = snapshots.name
    group by snapshots.name
) as counted
where kept.name = counted.name
