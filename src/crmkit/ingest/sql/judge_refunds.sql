-- What each refund case of the batch does to the store.
-- grain: verdict + padded
with judged as (
    select
        batch.lines,
        batch.padded,
        case
            when kept.refund_key is null then 'new'
            when row(batch.status, batch.amount, coalesce(batch.finished_at, timestamp '1970-01-01'))
                > row(kept.status, kept.amount, coalesce(kept.finished_at, timestamp '1970-01-01')) then 'updated'
            when row(batch.status, batch.amount, coalesce(batch.finished_at, timestamp '1970-01-01'))
                = row(kept.status, kept.amount, coalesce(kept.finished_at, timestamp '1970-01-01')) then 'unchanged'
            else 'older'
        end as verdict
    from batch
    left join target.kept.refunds as kept
        on kept.refund_key = batch.refund_key
        and kept.shop_key = batch.shop_key
        and kept.refund_text = batch.refund_text
),

final as (
    select verdict, padded, count(*) as records, sum(lines) as lines
    from judged
    group by verdict, padded
    order by verdict, padded
)

select * from final
