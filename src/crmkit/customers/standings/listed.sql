-- The customers who are listed, the greatest net spend first.
-- grain: customer
select *
from most_valuable
order by net_spend desc, customer asc, customer_key asc
