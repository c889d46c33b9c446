-- Every order, paid or not, with the day its purchase has or would have, what was paid, what of that went back, whenever that
-- was, in which state that leaves it, and whether it counts as a purchase (qualifying_orders). A paid order is one with money,
-- or a free one that counts; one that is paid and finished has no state.
-- grain: platform + shop + order id
with settled as (
    select
        *,
        -- narrow again, or every sum over it works on wider numbers
        cast(net + refund as decimal(18, 2)) as paid,
        cast(least(greatest(refund, coalesce(refund_reported, 0)), net + refund) as decimal(18, 2)) as went_back
    from seen_orders
),

final as (
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
        case
            when status = 6 or (went_back > 0 and went_back >= paid) then 'refunded'
            when went_back > 0 then 'part_refunded'
            when status = 1 then 'unpaid'
            when status in (2, 3) then 'open'
            when status = 5 then 'closed_unpaid'
        end as order_status,
        paid,
        went_back as refund,
        net > 0 and (refund_reported is null or refund_reported < net + refund) or net = 0 and (marks & 4) > 0 as is_purchase,
        net > 0 or refund > 0 or net = 0 and (marks & 4) > 0 as is_paid,
        due,
        currency,
        quantity,
        title,
        province,
        city,
        channel
    from settled
)

select * from final
