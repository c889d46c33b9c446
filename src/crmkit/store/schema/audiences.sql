-- Lists of customers that were drawn to be contacted, and who was held out: keys alone, no names. Never changed once they are
-- kept. Made when the first audience is kept.
-- grain: audience
create table if not exists target.kept.audiences (
    name varchar not null,
    as_of date not null,
    condition varchar not null,
    rule_digest varchar not null,
    salt varchar not null,
    holdout_millionths integer not null,
    channel varchar not null,
    assumed_consent boolean not null,
    cap varchar not null,
    quiet_days integer not null,
    after_order_days integer not null,
    priority integer not null,
    window_days integer not null,
    list_by varchar not null,
    list_max bigint,
    matched bigint not null,
    listed bigint not null,
    held_out bigint not null,
    left_out bigint not null,
    base_buyers bigint,
    base_customers bigint,
    base_day date,
    shops varchar not null,
    version varchar not null
);

-- reason is null unless arm is left_out
-- grain: audience + customer
create table if not exists target.kept.arms (
    name varchar not null,
    customer_key ubigint not null,
    arm varchar not null,
    reason varchar
)
