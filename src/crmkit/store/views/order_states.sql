-- Every order, paid or not, with the day its purchase has or would have, what was paid, what of that went back, whenever that
-- was, and whether it counts as a purchase (qualifying_orders). A paid order is one with money, or a free one that counts.
-- grain: platform + shop + order id
with final as (
    select
        shop_key,
        order_key,
        order_text,
        customer_key,
        created_at,
        paid_at,
        shipped_at,
        received_at,
        cast(coalesce(paid_at, created_at) as date) as purchase_day,
        cast(coalesce(created_at, paid_at) as date) as order_day,
        status,
        -- narrow again, or every sum over it works on wider numbers
        cast(net + refund as decimal(18, 2)) as paid,
        cast(least(greatest(refund, coalesce(refund_reported, 0)), net + refund) as decimal(18, 2)) as refund,
        net > 0 and (refund_reported is null or refund_reported < net + refund) or net = 0 and (marks & 4) > 0 as is_purchase,
        net > 0 or refund > 0 or net = 0 and (marks & 4) > 0 as is_paid,
        due,
        currency,
        quantity,
        title,
        province,
        city,
        channel
    from seen_orders
)

select * from final
