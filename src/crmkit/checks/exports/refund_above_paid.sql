-- Orders of which more went back, by their refund cases, than was paid.
-- grain: platform + shop + order id
with returned as (
    select
        shop_key,
        order_key,
        order_text,
        sum(amount)::decimal(18, 2) as amount
    from kept.refunds
    where status = 2 and marks = 0 and not starts_with(coalesce(refund_text, ''), '>')
    group by shop_key, order_key, order_text
),

final as (
    select
        coalesce(orders.order_text, orders.order_key::varchar) as order_id,
        null as customer,
        null as file,
        coalesce(orders.created_at, orders.paid_at)::date as day,
        (returned.amount - orders.net - orders.refund)::decimal(38, 2) as amount,
        returned.amount::varchar || ' / ' || (orders.net + orders.refund)::varchar as value
    from returned
    inner join kept.orders as orders
        on orders.order_key = returned.order_key
        and orders.shop_key = returned.shop_key
        and orders.order_text is not distinct from returned.order_text
    where returned.amount > orders.net + orders.refund
)

select * from final
