-- Keep one audience: its record, and the customers of the temporary table drawn_members.
insert into target.kept.audiences by name
select
    $name as name,
    $as_of as as_of,
    $condition as condition,
    $rule_digest as rule_digest,
    $salt as salt,
    $holdout_millionths as holdout_millionths,
    $channel as channel,
    $assumed_consent as assumed_consent,
    $cap as cap,
    $quiet_days as quiet_days,
    $after_order_days as after_order_days,
    $priority as priority,
    $window_days as window_days,
    $list_by as list_by,
    $list_max as list_max,
    $matched as matched,
    $listed as listed,
    $held_out as held_out,
    $left_out as left_out,
    $base_buyers as base_buyers,
    $base_customers as base_customers,
    $base_day as base_day,
    $shops as shops,
    $version as version;

insert into target.kept.arms
select
    $name as name,
    customer_key,
    arm,
    reason
from drawn_members
order by customer_key
