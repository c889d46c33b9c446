-- Keys that several rows of a table have, though each row has one of its own.
-- grain: table + key
with orders as (
    select coalesce(order_text, order_key::varchar) as order_id, sum(net + refund) as amount
    from kept.orders
    group by shop_key, order_key, order_text
    having count(*) > 1
),

lines as (
    select min(coalesce(order_text, order_key::varchar)) as order_id, sum(net) as amount
    from kept.order_lines
    group by shop_key, line_key, line_text
    having count(*) > 1
),

refunds as (
    select min(coalesce(order_text, order_key::varchar)) as order_id, sum(amount) as amount
    from kept.refunds
    group by shop_key, refund_key, refund_text
    having count(*) > 1
),

customers as (
    select min(nick) as customer
    from kept.customers
    group by customer_key
    having count(*) > 1
),

facts as (
    select min(nick) as customer
    from kept.customer_facts
    group by customer_key
    having count(*) > 1
),

files as (
    select min(name) as file
    from kept.files
    group by file_key
    having count(*) > 1
),

final as (
    select order_id, null as customer, null as file, null::date as day, amount::decimal(38, 2) as amount, 'orders' as value from orders
    union all
    select order_id, null, null, null, amount::decimal(38, 2), 'order_lines' from lines
    union all
    select order_id, null, null, null, amount::decimal(38, 2), 'refunds' from refunds
    union all
    select null, customer, null, null, null, 'customers' from customers
    union all
    select null, customer, null, null, null, 'customer_facts' from facts
    union all
    select null, null, file, null, null, 'files' from files
)

select * from final
