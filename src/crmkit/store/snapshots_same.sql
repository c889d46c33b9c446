-- The snapshot of that name ($name), looked for in the transaction that would write it.
-- grain: snapshot
select name
from target.kept.snapshots
where name = $name
