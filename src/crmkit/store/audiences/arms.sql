-- Who is on a list ($name), and who was held out of it, as they were assigned.
-- grain: customer
select
    customer_key,
    arm
from kept.arms
where name = $name and arm in ('list', 'holdout')
