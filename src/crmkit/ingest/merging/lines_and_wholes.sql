-- Orders that the batch has as lines and the store as a row, or the reverse, with other money.
-- The money is what is lost if both are of lines, or counted too much if one of them is the whole.
-- grain: one row
with final as (
    select
        count(*) as orders,
        sum(greatest(
            least(batch.net + batch.refund, kept.net + kept.refund),
            abs(batch.net + batch.refund - kept.net - kept.refund)
        ))::decimal(38, 2) as amount
    from batch
    inner join target.kept.orders as kept
        on kept.order_key = batch.order_key
        and kept.shop_key = batch.shop_key
        and kept.order_text is not distinct from batch.order_text
    where xor(batch.marks, kept.marks) & 16 > 0
        and batch.net + batch.refund <> kept.net + kept.refund
        and batch.net + batch.refund > 0 and kept.net + kept.refund > 0
)

select * from final
