-- Every order of a store as the tests compare it.
select
    coalesce(orders.order_text, orders.order_key::varchar) as id,
    shop_key,
    customers.nick as buyer,
    orders.customer_key,
    orders.identity,
    created_at, paid_at, shipped_at, received_at,
    status, status_raw, status_at, due, net, refund, refund_reported, quantity, title, province, city, channel, currency, doubts, marks,
    promised_at, courier, postage, points_paid, points_back, memo_mark
from kept.orders as orders
left join kept.customers as customers on customers.customer_key = orders.customer_key
order by id, shop_key
