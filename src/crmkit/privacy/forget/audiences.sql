-- Their rows of audiences; what these say of all of them is counted anew.
-- grain: audience + customer; audience
create or replace temp table of_audiences as
select count(*) as rows
from target.kept.arms
where customer_key in (select customer_key from forgotten_people);

delete from target.kept.arms
where customer_key in (select customer_key from forgotten_people);

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
where kept.name = counted.name;

select rows from of_audiences
