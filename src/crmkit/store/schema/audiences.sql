-- Lists that were drawn from the customers, kept under a name: one row for the list, one for each customer who matched it. No
-- names of buyers: keys alone. Made when the first list is drawn.
-- grain: audience
create table if not exists target.kept.audiences (
    name varchar,
    as_of date,
    condition varchar,
    rule_digest varchar,
    salt varchar,
    holdout_millionths integer,
    channel varchar,
    assumed_consent boolean,
    cap varchar,
    quiet_days integer,
    after_order_days integer,
    priority integer,
    window_days integer,
    list_by varchar,
    list_max bigint,
    matched bigint,
    listed bigint,
    held_out bigint,
    left_out bigint,
    base_buyers bigint,
    base_customers bigint,
    base_day date,
    shops varchar,
    version varchar
);

-- arm is list, holdout or left_out; reason says why somebody is left out, and is null for the others
-- grain: audience + customer
create table if not exists target.kept.arms (
    name varchar,
    customer_key ubigint,
    arm varchar,
    reason varchar
)
