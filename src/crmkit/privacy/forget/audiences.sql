-- Their rows of audiences, and how many these were.
-- grain: audience + customer; one row
create or replace temp table of_audiences as
select count(*) as rows
from target.kept.arms
where customer_key in (select customer_key from forgotten_people);

delete from target.kept.arms
where customer_key in (select customer_key from forgotten_people);

select rows from of_audiences
