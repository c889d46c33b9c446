-- What each refund case of the batch does to the store.
-- grain: one refund case of the batch
with final as (
    select
        batch.lines,
        batch.padded,
        case
            when kept.refund_key is null then 'new'
            when case_state(batch.status, batch.amount, batch.finished_at)
                > case_state(kept.status, kept.amount, kept.finished_at)
                or batch.marks < kept.marks
                or greatest(kept.applied_at, batch.applied_at) is distinct from kept.applied_at
                or greatest(kept.reason, batch.reason) is distinct from kept.reason
                or greatest(kept.title, batch.title) is distinct from kept.title
                then 'updated'
            when case_state(batch.status, batch.amount, batch.finished_at)
                = case_state(kept.status, kept.amount, kept.finished_at) then 'unchanged'
            else 'older'
        end as verdict
    from batch
    left join target.kept.refunds as kept
        on kept.refund_key = batch.refund_key
        and kept.shop_key = batch.shop_key
        and kept.refund_text = batch.refund_text
)

select * from final
