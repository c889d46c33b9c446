-- The customers of one audience ($name): who is on the list, held out or left out, and why.
-- grain: customer
select
    customer_key,
    arm,
    reason
from kept.arms
where name = $name
