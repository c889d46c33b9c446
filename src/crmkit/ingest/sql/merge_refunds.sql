-- Join refund cases into the store: the furthest state of a case wins, every other column only becomes known.
-- grain: one refund case
merge into target.kept.refunds as kept
using batch
on kept.refund_key = batch.refund_key
    and kept.shop_key = batch.shop_key
    and kept.refund_text = batch.refund_text
when matched
    and case_state(batch.status, batch.amount, batch.finished_at)
        > case_state(kept.status, kept.amount, kept.finished_at)
    then update set
        status = batch.status,
        amount = batch.amount,
        finished_at = batch.finished_at,
        order_key = case when row(batch.marks, batch.order_key) < row(kept.marks, kept.order_key) then batch.order_key else kept.order_key end,
        order_text = case when row(batch.marks, batch.order_key) < row(kept.marks, kept.order_key) then batch.order_text else kept.order_text end,
        applied_at = greatest(kept.applied_at, batch.applied_at),
        reason = greatest(kept.reason, batch.reason),
        title = greatest(kept.title, batch.title),
        marks = least(kept.marks, batch.marks),
        file_key = $file_key
when matched
    then update set
        order_key = case when row(batch.marks, batch.order_key) < row(kept.marks, kept.order_key) then batch.order_key else kept.order_key end,
        order_text = case when row(batch.marks, batch.order_key) < row(kept.marks, kept.order_key) then batch.order_text else kept.order_text end,
        applied_at = greatest(kept.applied_at, batch.applied_at),
        reason = greatest(kept.reason, batch.reason),
        title = greatest(kept.title, batch.title),
        marks = least(kept.marks, batch.marks)
when not matched
    then insert (shop_key, refund_key, refund_text, order_key, order_text, amount, status, applied_at, finished_at, reason, title, marks, file_key)
    values (batch.shop_key, batch.refund_key, batch.refund_text, batch.order_key, batch.order_text, batch.amount, batch.status, batch.applied_at, batch.finished_at, batch.reason, batch.title, batch.marks, $file_key)
