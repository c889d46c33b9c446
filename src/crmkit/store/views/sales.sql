-- Paid orders with the money before any refund, what went back and since when that is known: what a question about the
-- past needs, which may not know a refund before it happened. A refund that no refund report dates counts as known 30
-- days after the purchase, when the platform's time for sending goods back is long over.
-- grain: platform + shop + order id
with dated as (
    select
        shop_key,
        order_key,
        order_text,
        max(finished_at)::date as refunded_on
    from kept.refunds
    where status = 2 and marks = 0
    group by shop_key, order_key, order_text
),

final as (
    select
        orders.customer_key,
        coalesce(orders.paid_at, orders.created_at)::date as purchase_day,
        -- narrow again, or every sum over it works on wider numbers
        cast(cast(orders.net + orders.refund as decimal(18, 2)) * 100 as bigint) as paid_fen,
        cast(
            cast(
                least(greatest(orders.refund, coalesce(orders.refund_reported, 0)), orders.net + orders.refund) as decimal(18, 2)
            ) * 100 as bigint
        ) as refund_fen,
        coalesce(dated.refunded_on, coalesce(orders.paid_at, orders.created_at)::date + 30) as refund_known_on,
        orders.quantity,
        orders.title,
        orders.province,
        orders.city
    from seen_orders as orders
    left join dated
        on orders.order_key = dated.order_key
        and orders.shop_key = dated.shop_key
        and orders.order_text is not distinct from dated.order_text
    where orders.net > 0 or orders.refund > 0 or (orders.marks & 4) > 0
)

select * from final
