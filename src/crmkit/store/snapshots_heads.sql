-- The snapshots that were taken, in the order of their days, then of their names.
-- grain: snapshot
select
    name,
    as_of,
    segments,
    segment_map,
    months,
    customers,
    judged,
    net_fen,
    version
from kept.snapshots
order by as_of, name
