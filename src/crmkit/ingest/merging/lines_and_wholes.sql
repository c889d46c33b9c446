-- Orders that the batch has as lines and the store as a row, or the reverse, with other money: what is lost if both are of lines,
-- or counted too much if one of them is the whole. And orders that both have as a row of one state and time, with other money:
-- nothing says which is right.
-- grain: one row
with met as (
    select
        xor(batch.marks, kept.marks) & 16 > 0 as is_mixed,
        batch.net + batch.refund as ours,
        kept.net + kept.refund as theirs
    from batch
    inner join target.kept.orders as kept
        on kept.order_key = batch.order_key
        and kept.shop_key = batch.shop_key
        and kept.order_text is not distinct from batch.order_text
    where batch.net + batch.refund <> kept.net + kept.refund
        and batch.net + batch.refund > 0 and kept.net + kept.refund > 0
        and (
            xor(batch.marks, kept.marks) & 16 > 0
            or (batch.marks | kept.marks) & 17 = 0
                and batch.status = kept.status
                and batch.refund = kept.refund
                and batch.status_at = kept.status_at
                and batch.customer_key is not distinct from kept.customer_key
        )
),

final as (
    select
        count(*) filter (where is_mixed) as mixed,
        sum(greatest(least(ours, theirs), abs(ours - theirs))) filter (where is_mixed)::decimal(38, 2) as mixed_amount,
        count(*) filter (where not is_mixed) as differing,
        sum(abs(ours - theirs)) filter (where not is_mixed)::decimal(38, 2) as differing_amount
    from met
)

select * from final
