-- What distinguishes some customers ($keys): name, purchases, last purchase day.
-- grain: customer
with final as (
    select
        customers.customer_key,
        customers.customer,
        count(orders.purchase_day) as orders,
        max(orders.purchase_day) as last_purchase_on
    from customers
    inner join (select unnest(cast($keys as ubigint[])) as customer_key) as wanted
        on customers.customer_key = wanted.customer_key
    left join qualifying_orders as orders on customers.customer_key = orders.customer_key
    group by customers.customer_key, customers.customer
)

select
    customer,
    orders,
    last_purchase_on
from final
order by customer, customer_key
