-- Where every customer who bought stood on a day, kept under a name: one row for the snapshot, one for each customer.
-- No names of buyers: keys alone. segment_map is the text of the map, so that it can be asked again. Made when the first
-- snapshot is taken.
-- grain: snapshot
create table if not exists target.kept.snapshots (
    name varchar not null,
    as_of date not null,
    segments varchar not null,
    segment_map varchar not null,
    months integer not null,
    customers bigint not null,
    judged bigint not null,
    net_fen bigint not null,
    version varchar not null
);

-- the keys of the shops it is of, when it is not of all
alter table target.kept.snapshots add column if not exists shops varchar default '';

-- grain: snapshot + customer. risk is null where nothing could be predicted
create table if not exists target.kept.snapshot_customers (
    name varchar not null,
    customer_key ubigint not null,
    segment varchar not null,
    tier varchar not null,
    stage varchar not null,
    risk varchar,
    net_fen bigint not null
)
