-- The customers of one snapshot ($name), by the codes of today: those of stages and risks had other names before.
-- grain: customer
select
    customer_key,
    segment,
    tier,
    case when stage = 'lapsed' then 'dormant' else stage end as stage,
    case risk
        when 'slipping' then 'slowing'
        when 'typical' then 'medium'
        when 'safe' then 'low'
        when 'lapsed' then 'inactive'
        else risk
    end as risk,
    net_fen
from kept.snapshot_customers
where name = $name
