-- The customers of one snapshot ($name).
-- grain: customer
select
    customer_key,
    segment,
    tier,
    stage,
    risk,
    net_fen
from kept.snapshot_customers
where name = $name
