-- What customer tables say that each customer has bought.
select customer_key, orders, total
from customer_facts
where orders is not null
