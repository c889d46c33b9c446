-- How many customers have bought.
-- grain: one row
select count(*) as customers
from standings_now
