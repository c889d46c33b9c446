-- Orders whose item lines, all with their money, add up to something else than the order, with or without its postage.
-- grain: platform + shop + order id
with sums as (
    select
        order_key,
        order_text,
        sum(net + coalesce(refund, 0))::decimal(18, 2) as amount
    from kept.order_lines
    where status <> 5
    group by order_key, order_text
    having count(*) = count(net)
),

final as (
    select
        coalesce(orders.order_text, orders.order_key::varchar) as order_id,
        null as customer,
        null as file,
        coalesce(orders.created_at, orders.paid_at)::date as day,
        abs(orders.net + orders.refund - sums.amount)::decimal(38, 2) as amount,
        sums.amount::varchar || ' / ' || (orders.net + orders.refund)::varchar as value
    from kept.orders as orders
    inner join sums on sums.order_key = orders.order_key and sums.order_text is not distinct from orders.order_text
    where orders.net + orders.refund > 0
        and orders.net + orders.refund - sums.amount not in (0, coalesce(orders.postage, 0))
)

select * from final
