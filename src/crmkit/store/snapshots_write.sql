-- Keep one snapshot: its head, and the customers of the temporary table standings.
insert into target.kept.snapshots by name
select
    $name as name,
    $as_of as as_of,
    $segments as segments,
    $segment_map as segment_map,
    $months as months,
    $customers as customers,
    $judged as judged,
    $net_fen as net_fen,
    $version as version,
    $shops as shops;

insert into target.kept.snapshot_customers
select
    $name as name,
    customer_key,
    segment,
    tier,
    stage,
    risk,
    net_fen
from standings
order by customer_key
