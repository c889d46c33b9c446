-- What audiences say of their customers, counted anew after some of these went.
-- grain: audience
update target.kept.audiences as kept
set matched = counted.matched, listed = counted.listed, held_out = counted.held_out, left_out = counted.left_out
from (
    select
        audiences.name,
        count(arms.customer_key) as matched,
        count(case when arms.arm = 'list' then 1 end) as listed,
        count(case when arms.arm = 'holdout' then 1 end) as held_out,
        count(case when arms.arm = 'left_out' then 1 end) as left_out
    from target.kept.audiences as audiences
    left join target.kept.arms as arms on arms.name = audiences.name
    group by audiences.name
) as counted
where kept.name = counted.name
