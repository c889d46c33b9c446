-- Orders that count as purchases: whose they are, on which day, what is left of their money.
select coalesce(order_text, order_key::varchar) as id, customer_key, purchase_day, net
from qualifying_orders
order by purchase_day, id
