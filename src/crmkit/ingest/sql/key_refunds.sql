-- One row per refund case of the batch: the furthest state.
-- grain: one refund case
with final as (
    select distinct on (shop_key, refund_text)
        shop_key,
        refund_key,
        refund_text,
        order_key,
        order_text,
        amount,
        status,
        applied_at,
        finished_at,
        reason,
        title,
        marks,
        coalesce(lines, 1) as lines,
        coalesce(padded, false) as padded
    from staged
    order by shop_key, refund_text, status desc, amount desc, finished_at desc, applied_at desc, reason desc
)

select * from final
