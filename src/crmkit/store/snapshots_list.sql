-- The snapshots that were taken, in the order of their days, then of their names.
-- grain: snapshot
select *
from kept.snapshots
order by as_of, name
