-- Orders that wait, each once for what it waits for, up to a day ($until): paid and not shipped, not paid, closed without
-- payment since $closed_from (by whether the buyer has bought since), and with a refund that is not settled.
-- Reads the temporary table ``waiting_shops``: an order waits to be shipped only where the shop's orders tell of shipping.
-- grain: platform + shop + order id + what it waits for
with open_orders as (
    select
        orders.shop_key,
        orders.order_key,
        orders.order_text,
        orders.customer_key,
        orders.status,
        coalesce(orders.created_at, orders.paid_at) as ordered_at,
        case when orders.status = 2 then coalesce(orders.paid_at, orders.created_at) else coalesce(orders.created_at, orders.paid_at) end as since,
        case
            when orders.status = 2 then orders.net + orders.refund - greatest(orders.refund, coalesce(orders.refund_reported, 0))
            else orders.due
        end as amount,
        orders.title
    from seen_orders as orders
    inner join waiting_shops on waiting_shops.shop_key = orders.shop_key
    where orders.status = 1
        or (orders.status = 5 and cast(coalesce(orders.created_at, orders.paid_at) as date) >= $closed_from)
        or (
            orders.status = 2
            and orders.shipped_at is null
            and waiting_shops.tells_shipping = 1
            -- what went back whole is not sent; a present of 0 is
            and (
                orders.net + orders.refund > greatest(orders.refund, coalesce(orders.refund_reported, 0))
                or orders.net + orders.refund = 0
            )
        )
),

closers as (
    select distinct customer_key
    from open_orders
    where status = 5 and customer_key is not null
),

bought as (
    select
        closers.customer_key,
        max(orders.purchased_at) as last_at
    from closers
    inner join qualifying_orders as orders on orders.customer_key = closers.customer_key
    where orders.purchase_day <= $until
    group by closers.customer_key
),

by_state as (
    select
        open_orders.shop_key,
        open_orders.order_key,
        open_orders.order_text,
        open_orders.customer_key,
        case
            when open_orders.status = 1 then 'to_pay'
            when open_orders.status = 2 then 'to_ship'
            when open_orders.customer_key is null then 'closed_unnamed'
            when bought.last_at >= open_orders.ordered_at then 'closed_back'
            else 'closed_away'
        end as waiting,
        cast(open_orders.since as date) as waiting_since,
        open_orders.amount,
        open_orders.title
    from open_orders
    left join bought on bought.customer_key = open_orders.customer_key
),

by_refund as (
    select
        shop_key,
        order_key,
        order_text,
        max(customer_key) as customer_key,
        'refund_open' as waiting,
        min(asked_on) as waiting_since,
        cast(sum(amount) as decimal(18, 2)) as amount,
        min(title) as title
    from unsettled_refunds
    group by shop_key, order_key, order_text
),

together as (
    select * from by_state
    union all
    select * from by_refund
),

final as (
    select *
    from together
    where waiting_since is null or waiting_since <= $until
)

select * from final
