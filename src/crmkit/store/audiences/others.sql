-- Who was put on another list than $name from $first to $last.
-- grain: customer
select distinct arms.customer_key
from kept.arms as arms
inner join kept.audiences as audiences on arms.name = audiences.name
where arms.arm = 'list' and arms.name <> $name and audiences.as_of between $first and $last
