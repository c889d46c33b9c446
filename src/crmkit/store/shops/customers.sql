-- Who ordered in the shops that were asked for, each with the first order there.
-- grain: one customer
with ordered as (
    select
        customer_key,
        min(order_key) as first_order_key,
        arg_min_null(order_text, order_key) as first_order_text
    from kept.orders
    where customer_key is not null
    group by customer_key
),

final as (
    select
        known.customer_key,
        known.identity,
        known.nick,
        ordered.first_order_key,
        ordered.first_order_text
    from whole.customers as known
    inner join ordered on known.customer_key = ordered.customer_key
)

select * from final
