-- Several versions of one order in one file become one: the newest state, and every fact that any of them has. Orders
-- that the file has once, as a rule nearly all, stay unchanged.
-- grain: platform + shop + order id
with versions as (
    select
        shop_key,
        order_key,
        order_text,
        customer_key,
        identity,
        buyer_at,
        columns(lambda name: list_contains(getvariable('state'), name)),
        columns(lambda name: list_contains(getvariable('known'), name)),
        marks,
        case when part = 3 then 0 else coalesce(lines, 1) end as lines,
        coalesce(padded, false) as padded
    from staged
),

repeated as (
    select order_key
    from versions
    group by order_key
    having count(*) > 1
),

reduced as (
    select
        shop_key,
        order_key,
        order_text,
        arg_max(customer_key, identity_order(identity, buyer_at, customer_key)) as customer_key,
        arg_max(identity, identity_order(identity, buyer_at, customer_key)) as identity,
        arg_max_null(buyer_at, identity_order(identity, buyer_at, customer_key)) as buyer_at,
        arg_max_null(
            columns(lambda name: list_contains(getvariable('state'), name)),
            order_state(refund, status, net, status_at, due, status_raw, doubts, paid_at, currency)
        ),
        max(columns(lambda name: list_contains(getvariable('known'), name))),
        bit_or(marks) as marks,
        max(lines) as lines,
        bool_and(padded) as padded
    from versions
    semi join repeated on repeated.order_key = versions.order_key
    group by shop_key, order_key, order_text
),

final as (
    select *
    from versions
    anti join repeated on repeated.order_key = versions.order_key
    union all by name
    select *
    from reduced
)

select * from final
