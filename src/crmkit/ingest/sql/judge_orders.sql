-- What each order of the batch does to the store: new, updated, unchanged or older.
-- grain: verdict + padded
with judged as (
    select
        batch.lines,
        batch.padded,
        case
            when kept.order_key is null then 'new'
            when order_state(batch.refund, batch.status, batch.net, batch.status_at, batch.due, batch.status_raw)
                > order_state(kept.refund, kept.status, kept.net, kept.status_at, kept.due, kept.status_raw)
                or greatest(kept.created_at, batch.created_at) is distinct from kept.created_at
                or greatest(kept.paid_at, batch.paid_at) is distinct from kept.paid_at
                or greatest(kept.shipped_at, batch.shipped_at) is distinct from kept.shipped_at
                or greatest(kept.received_at, batch.received_at) is distinct from kept.received_at
                or greatest(kept.quantity, batch.quantity) is distinct from kept.quantity
                or greatest(kept.title, batch.title) is distinct from kept.title
                or greatest(kept.province, batch.province) is distinct from kept.province
                or greatest(kept.city, batch.city) is distinct from kept.city
                or greatest(kept.channel, batch.channel) is distinct from kept.channel
                or better_identity(batch.identity, batch.customer_key, kept.identity, kept.customer_key)
                then 'updated'
            when order_state(batch.refund, batch.status, batch.net, batch.status_at, batch.due, batch.status_raw)
                = order_state(kept.refund, kept.status, kept.net, kept.status_at, kept.due, kept.status_raw)
                then 'unchanged'
            else 'older'
        end as verdict
    from batch
    left join target.kept.orders as kept
        on kept.order_key = batch.order_key
        and kept.shop_key = batch.shop_key
        and kept.order_text is not distinct from batch.order_text
),

final as (
    select verdict, padded, count(*) as records, sum(lines) as lines
    from judged
    group by verdict, padded
    order by verdict, padded
)

select * from final
