-- What each refund case of the batch and the case in the store make together, and what that does to the store (verdict):
-- the furthest state wins as a whole, an order id that is no wreck replaces one that is, all else only becomes known.
-- grain: one refund case of the batch
with met as (
    select
        batch as ours,
        kept as theirs,
        kept.refund_key is null as is_new,
        case_state(batch.status, batch.amount, batch.finished_at) as our_state,
        case_state(kept.status, kept.amount, kept.finished_at) as their_state,
        kept.refund_key is null or row(batch.marks, batch.order_key) < row(kept.marks, kept.order_key) as is_surer
    from batch
    left join target.kept.refunds as kept
        on kept.refund_key = batch.refund_key
        and kept.shop_key = batch.shop_key
        and kept.refund_text = batch.refund_text
),

joined as (
    select
        is_new,
        our_state > their_state as is_newer,
        our_state = their_state as is_same,
        theirs,
        ours.lines as lines,
        ours.padded as padded,
        ours.shop_key as shop_key,
        ours.refund_key as refund_key,
        ours.refund_text as refund_text,
        case when is_surer then ours.order_key else theirs.order_key end as order_key,
        case when is_surer then ours.order_text else theirs.order_text end as order_text,
        case when is_new or our_state > their_state then ours.status else theirs.status end as status,
        case when is_new or our_state > their_state then ours.amount else theirs.amount end as amount,
        case when is_new or our_state > their_state then ours.finished_at else theirs.finished_at end as finished_at,
        greatest(ours.applied_at, theirs.applied_at) as applied_at,
        greatest(ours.reason, theirs.reason) as reason,
        greatest(ours.title, theirs.title) as title,
        least(ours.marks, theirs.marks) as marks
    from met
),

final as (
    select
        * exclude (is_new, is_newer, is_same, theirs),
        case
            when is_new then 'new'
            when is_newer then 'updated'
            when row(order_key, order_text, applied_at, reason, title, marks)
                is distinct from row(theirs.order_key, theirs.order_text, theirs.applied_at, theirs.reason, theirs.title,
                    theirs.marks) then 'updated'
            when is_same then 'unchanged'
            else 'older'
        end as verdict
    from joined
)

select * from final
