-- The audiences that were kept, in the order of their days, then of their names.
-- grain: audience
select
    name,
    as_of,
    condition,
    rule_digest,
    salt,
    coalesce(holdout_millionths, 0) as holdout_millionths,
    channel,
    assumed_consent,
    cap,
    quiet_days,
    after_order_days,
    priority,
    coalesce(window_days, 30) as window_days,
    list_by,
    list_max,
    matched,
    coalesce(listed, 0) as listed,
    coalesce(held_out, 0) as held_out,
    left_out,
    base_buyers,
    base_customers,
    base_day,
    coalesce(shops, '') as shops,
    version
from kept.audiences
order by as_of, name
