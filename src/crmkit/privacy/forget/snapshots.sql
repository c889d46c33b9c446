-- Their rows of the snapshots; what a snapshot says of all of them is counted anew.
-- grain: snapshot + customer; snapshot
create or replace temp table of_snapshots as
select name, count(*) as rows
from target.kept.snapshot_customers
where customer_key in (select customer_key from forgotten_people)
group by name;

delete from target.kept.snapshot_customers
where customer_key in (select customer_key from forgotten_people);

update target.kept.snapshots as kept
set customers = counted.customers, judged = counted.judged, net_fen = counted.net_fen
from (
    select
        of_snapshots.name,
        count(rows.customer_key) as customers,
        count(rows.risk) as judged,
        coalesce(sum(rows.net_fen), 0)::bigint as net_fen
    from of_snapshots
    left join target.kept.snapshot_customers as rows on rows.name = of_snapshots.name
    group by of_snapshots.name
) as counted
where kept.name = counted.name;

select coalesce(sum(rows), 0)::bigint as rows from of_snapshots
