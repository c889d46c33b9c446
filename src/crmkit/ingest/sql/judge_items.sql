-- What each item line of the batch does to the store.
-- grain: verdict + padded
with judged as (
    select
        batch.lines,
        batch.padded,
        case
            when kept.line_key is null then 'new'
            when row(coalesce(batch.refund, 0), batch.status, coalesce(batch.status_at, timestamp '1970-01-01'), coalesce(batch.net, -1))
                > row(coalesce(kept.refund, 0), kept.status, coalesce(kept.status_at, timestamp '1970-01-01'), coalesce(kept.net, -1)) then 'updated'
            when row(coalesce(batch.refund, 0), batch.status, coalesce(batch.status_at, timestamp '1970-01-01'), coalesce(batch.net, -1))
                = row(coalesce(kept.refund, 0), kept.status, coalesce(kept.status_at, timestamp '1970-01-01'), coalesce(kept.net, -1)) then 'unchanged'
            else 'older'
        end as verdict
    from batch
    left join target.kept.order_lines as kept
        on kept.line_key = batch.line_key
        and kept.shop_key = batch.shop_key
        and kept.line_text = batch.line_text
),

final as (
    select verdict, padded, count(*) as records, sum(lines) as lines
    from judged
    group by verdict, padded
    order by verdict, padded
)

select * from final
