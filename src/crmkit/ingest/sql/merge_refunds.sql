-- Write what is new or more than the store knew.
-- grain: one refund case
merge into target.kept.refunds as kept
using (select * from outcome where verdict in ('new', 'updated')) as outcome
on kept.refund_key = outcome.refund_key
    and kept.shop_key = outcome.shop_key
    and kept.refund_text = outcome.refund_text
when matched
    then update set
        order_key = outcome.order_key,
        order_text = outcome.order_text,
        amount = outcome.amount,
        status = outcome.status,
        applied_at = outcome.applied_at,
        finished_at = outcome.finished_at,
        reason = outcome.reason,
        title = outcome.title,
        marks = outcome.marks,
        file_key = $file_key
when not matched
    then insert (shop_key, refund_key, refund_text, order_key, order_text, amount, status, applied_at, finished_at, reason, title, marks, file_key)
    values (outcome.shop_key, outcome.refund_key, outcome.refund_text, outcome.order_key, outcome.order_text, outcome.amount, outcome.status, outcome.applied_at, outcome.finished_at, outcome.reason, outcome.title, outcome.marks, $file_key)
