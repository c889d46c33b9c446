-- How many are on the list (the temporary table evaluate_arms).
-- grain: one row
select count(*) as customers
from evaluate_arms
where arm = 'list'
