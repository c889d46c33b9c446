-- The orders of the batch that stand in the store under another buyer. One order is not two: where the days are not the
-- same either, two shops have used one number (is_collision); else the buyer is known by another name now. Of a collision
-- the earlier order stays, whichever was loaded first (is_ours: that of the batch).
-- grain: platform + shop + order id of the batch
with met as (
    select
        batch.shop_key,
        batch.order_key,
        batch.order_text,
        batch.lines,
        batch.customer_key as our_buyer,
        kept.customer_key as their_buyer,
        batch.identity = 1 and kept.identity = 1 as is_named,
        coalesce(batch.buyer_at <> kept.buyer_at, false) as is_proven,
        coalesce(batch.created_at, batch.paid_at)::date as our_day,
        coalesce(kept.created_at, kept.paid_at)::date as their_day,
        -- the same moment of both, where both have it
        abs(date_diff(
            'day',
            coalesce(case when kept.created_at is not null then batch.created_at end, batch.paid_at, batch.created_at)::date,
            case
                when batch.created_at is not null and kept.created_at is not null then kept.created_at
                else coalesce(kept.paid_at, kept.created_at)
            end::date
        )) as days,
        greatest(coalesce(batch.due, 0), batch.net + batch.refund) as our_amount,
        greatest(coalesce(kept.due, 0), kept.net + kept.refund) as their_amount
    from batch
    inner join target.kept.orders as kept
        on kept.order_key = batch.order_key
        and kept.shop_key = batch.shop_key
        and kept.order_text is not distinct from batch.order_text
    where batch.customer_key <> kept.customer_key
),

final as (
    select
        shop_key,
        order_key,
        order_text,
        lines,
        our_buyer,
        their_buyer,
        coalesce(days > 1 or (days = 1 and our_amount <> their_amount), false) as is_collision,
        is_named,
        is_proven,
        row(our_day, our_buyer) < row(their_day, their_buyer) as is_ours,
        our_amount,
        their_amount
    from met
)

select * from final
