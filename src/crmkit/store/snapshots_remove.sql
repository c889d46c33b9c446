-- Forget one snapshot ($name).
delete from target.kept.snapshots
where name = $name;

delete from target.kept.snapshot_customers
where name = $name
