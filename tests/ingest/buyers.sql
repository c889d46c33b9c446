-- Every customer of a store by name, with how many orders there are of each, whatever their state.
select customers.customer as nick, count(orders.order_key) as orders
from customers
left join seen_orders as orders on orders.customer_key = customers.customer_key
group by customers.customer
order by nick
