-- Buyers with at least 20 orders who are more than a twentieth of all orders with a buyer.
-- grain: customer
with bought as (
    select
        customer_key,
        count(*) as orders,
        sum(net) as net
    from kept.orders
    where customer_key is not null and net + refund > 0
    group by customer_key
),

final as (
    select
        coalesce(customers.first_order_text, customers.first_order_key::varchar) as order_id,
        customers.nick as customer,
        null as file,
        null::date as day,
        bought.net::decimal(38, 2) as amount,
        bought.orders::varchar as value
    from bought
    inner join kept.customers as customers on customers.customer_key = bought.customer_key
    where bought.orders >= 20 and bought.orders > 0.05 * (select sum(orders) from bought)
)

select * from final
