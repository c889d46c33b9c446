-- Join refund cases into the store: the furthest state of a case wins.
-- grain: one refund case
merge into target.kept.refunds as kept
using batch
on kept.refund_key = batch.refund_key
    and kept.shop_key = batch.shop_key
    and kept.refund_text = batch.refund_text
when matched
    and row(batch.status, batch.amount, coalesce(batch.finished_at, timestamp '1970-01-01'))
        > row(kept.status, kept.amount, coalesce(kept.finished_at, timestamp '1970-01-01'))
    then update set
        status = batch.status,
        amount = batch.amount,
        finished_at = batch.finished_at,
        file_key = $file_key
when not matched
    then insert (shop_key, refund_key, refund_text, order_key, order_text, amount, status, applied_at, finished_at, reason, title, marks, file_key)
    values (batch.shop_key, batch.refund_key, batch.refund_text, batch.order_key, batch.order_text, batch.amount, batch.status, batch.applied_at, batch.finished_at, batch.reason, batch.title, batch.marks, $file_key)
