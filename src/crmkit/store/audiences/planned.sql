-- The customers of every audience but that of one name ($name), with its day and the last day of its window.
-- grain: audience + customer
select
    audiences.name,
    audiences.as_of,
    cast(audiences.as_of + audiences.window_days as date) as window_to,
    audiences.priority,
    arms.customer_key,
    arms.arm
from kept.audiences as audiences
inner join kept.arms as arms on arms.name = audiences.name
where audiences.name <> $name
    and arms.arm <> 'left_out'
