-- The orders that a waiting return may have taken money off: those it names, and all of the same buyers, with the money
-- that refunds known otherwise have left there, and the part of their refund that no case has, in the order of their times.
-- grain: platform + shop + order id
with waiting as (
    select
        customer_key,
        shop_key,
        order_key,
        coalesce(try_cast(regexp_extract(order_text, '[0-9]+') as bigint), order_key) as number
    from target.kept.refunds
    where status = 3
),

cases as (
    select
        shop_key,
        order_key,
        order_text,
        sum(amount)::decimal(18, 2) as amount,
        list_sort(list(amount)) as amounts
    from target.kept.refunds
    where status = 2 and marks = 0
    group by shop_key, order_key, order_text
),

candidates as (
    select orders.*
    from target.kept.orders as orders
    where customer_key in (select customer_key from waiting where customer_key is not null)
        or row(shop_key, order_key) in (select row(shop_key, order_key) from waiting)
        or row(shop_key, order_key) in (select row(shop_key, number) from waiting)
),

final as (
    select
        orders.shop_key,
        orders.order_key,
        orders.order_text,
        orders.customer_key,
        coalesce(orders.paid_at, orders.created_at) as bought_at,
        greatest(orders.net + orders.refund - greatest(orders.refund, coalesce(cases.amount, 0)), 0)::decimal(18, 2) as left_over,
        greatest(orders.refund - coalesce(cases.amount, 0), 0)::decimal(18, 2) as reported,
        coalesce(cases.amounts, []) as cases
    from candidates as orders
    left join cases
        on cases.order_key = orders.order_key
        and cases.shop_key = orders.shop_key
        and cases.order_text is not distinct from orders.order_text
    where orders.net + orders.refund > 0
        and coalesce(orders.paid_at, orders.created_at) is not null
        and orders.marks % 2 = 0
    order by bought_at, orders.shop_key, orders.order_key, orders.order_text
)

select * from final
