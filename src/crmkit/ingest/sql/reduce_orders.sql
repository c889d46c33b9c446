-- Several rows of one order in one file become one: the newest state, and every fact that any of them knows.
-- grain: platform + shop + order id
with final as (
    select
        shop_key,
        order_key,
        order_text,
        arg_max(customer_key, identity_order(identity, customer_key)) as customer_key,
        arg_max(identity, identity_order(identity, customer_key)) as identity,
        max(created_at) as created_at,
        max(paid_at) as paid_at,
        max(shipped_at) as shipped_at,
        max(received_at) as received_at,
        arg_max(status, order_state(refund, status, net, status_at, due, status_raw)) as status,
        arg_max_null(status_raw, order_state(refund, status, net, status_at, due, status_raw)) as status_raw,
        arg_max_null(status_at, order_state(refund, status, net, status_at, due, status_raw)) as status_at,
        arg_max_null(due, order_state(refund, status, net, status_at, due, status_raw)) as due,
        arg_max(net, order_state(refund, status, net, status_at, due, status_raw)) as net,
        max(refund) as refund,
        max(quantity) as quantity,
        max(title) as title,
        max(province) as province,
        max(city) as city,
        max(channel) as channel,
        max(marks) as marks,
        max(coalesce(lines, 1)) as lines,
        bool_and(coalesce(padded, false)) as padded
    from staged
    group by shop_key, order_key, order_text
)

select * from final
