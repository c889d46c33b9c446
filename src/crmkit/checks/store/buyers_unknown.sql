-- Orders of a customer who is not among the customers.
-- grain: platform + shop + order id
with final as (
    select
        coalesce(orders.order_text, orders.order_key::varchar) as order_id,
        null as customer,
        null as file,
        coalesce(orders.created_at, orders.paid_at)::date as day,
        (orders.net + orders.refund)::decimal(38, 2) as amount,
        null as value
    from kept.orders as orders
    anti join kept.customers as customers on customers.customer_key = orders.customer_key
    where orders.customer_key is not null
)

select * from final
