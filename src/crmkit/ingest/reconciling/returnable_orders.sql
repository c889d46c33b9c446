-- The orders that a waiting return may have taken money off: those it names, and all of the same buyers, with the money
-- that refunds known otherwise have left there, the part of their refund that no case has, and the money of closed or unpaid
-- lines, or of the whole order where it is closed or unpaid (uncounted), in the order of their times.
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

-- the lines of a repeated total have no money of their own
closed as (
    select
        shop_key,
        order_key,
        order_text,
        list_sort(list(net)) as amounts
    from target.kept.order_lines as lines
    semi join waiting
        on waiting.order_key = lines.order_key
        and waiting.shop_key = lines.shop_key
    where status in (1, 5) and net > 0
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
        coalesce(orders.paid_at, orders.created_at, timestamp '9999-12-31') as bought_at,  -- without a time it brought nothing
        greatest(orders.net + orders.refund - greatest(orders.refund, coalesce(cases.amount, 0)), 0)::decimal(18, 2) as left_over,
        greatest(orders.refund - coalesce(cases.amount, 0), 0)::decimal(18, 2) as reported,
        coalesce(cases.amounts, []) as cases,
        coalesce(closed.amounts, []) as closed,
        orders.net + orders.refund = 0 and orders.status in (1, 5) as is_uncounted,
        orders.currency
    from candidates as orders
    left join closed
        on closed.order_key = orders.order_key
        and closed.shop_key = orders.shop_key
        and closed.order_text is not distinct from orders.order_text
    left join cases
        on cases.order_key = orders.order_key
        and cases.shop_key = orders.shop_key
        and cases.order_text is not distinct from orders.order_text
    where orders.marks % 2 = 0
    order by bought_at, orders.shop_key, orders.order_key, orders.order_text
)

select * from final
