-- Several tellings of one order in one file become one: the newest state, and every fact that any of them knows.
-- grain: platform + shop + order id
with final as (
    select
        shop_key,
        order_key,
        order_text,
        arg_max(customer_key, identity_order(identity, customer_key)) as customer_key,
        arg_max(identity, identity_order(identity, customer_key)) as identity,
        arg_max_null(
            columns(lambda name: list_contains(getvariable('state'), name)),
            order_state(refund, status, net, status_at, due, status_raw)
        ),
        max(columns(lambda name: list_contains(getvariable('known'), name))),
        bit_or(marks) as marks,
        max(case when part = 3 then 0 else coalesce(lines, 1) end) as lines,
        bool_and(coalesce(padded, false)) as padded
    from staged
    group by shop_key, order_key, order_text
)

select * from final
