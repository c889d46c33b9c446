-- What each order of the batch and the order in the store make together, and what that does to the store (verdict).
-- The newest state wins as a whole, every other column only becomes known, a surer identity replaces a weaker one: a
-- join that is commutative, associative and idempotent, so the order of files cannot matter (docs/decisions/0005).
-- grain: platform + shop + order id of the batch
with met as (
    select
        batch as ours,
        kept as theirs,
        kept.order_key is null as is_new,
        order_state(batch.refund, batch.status, batch.net, batch.status_at, batch.due, batch.status_raw) as our_state,
        order_state(kept.refund, kept.status, kept.net, kept.status_at, kept.due, kept.status_raw) as their_state,
        better_identity(batch.identity, batch.customer_key, kept.identity, kept.customer_key) as is_surer
    from batch
    left join target.kept.orders as kept
        on kept.order_key = batch.order_key
        and kept.shop_key = batch.shop_key
        and kept.order_text is not distinct from batch.order_text
),

joined as (
    select
        is_new,
        is_surer,
        our_state > their_state as is_newer,
        our_state = their_state as is_same,
        theirs,
        ours.lines as lines,
        ours.padded as padded,
        ours.shop_key as shop_key,
        ours.order_key as order_key,
        ours.order_text as order_text,
        case when is_new or is_surer then ours.customer_key else theirs.customer_key end as customer_key,
        case when is_new or is_surer then ours.identity else theirs.identity end as identity,
        case when is_new or our_state > their_state then ours.status else theirs.status end as status,
        case when is_new or our_state > their_state then ours.status_raw else theirs.status_raw end as status_raw,
        case when is_new or our_state > their_state then ours.status_at else theirs.status_at end as status_at,
        case when is_new or our_state > their_state then ours.due else theirs.due end as due,
        case when is_new or our_state > their_state then ours.net else theirs.net end as net,
        case when is_new or our_state > their_state then ours.refund else theirs.refund end as refund,
        greatest(ours.created_at, theirs.created_at) as created_at,
        greatest(ours.paid_at, theirs.paid_at) as paid_at,
        greatest(ours.shipped_at, theirs.shipped_at) as shipped_at,
        greatest(ours.received_at, theirs.received_at) as received_at,
        greatest(ours.quantity, theirs.quantity) as quantity,
        greatest(ours.title, theirs.title) as title,
        greatest(ours.province, theirs.province) as province,
        greatest(ours.city, theirs.city) as city,
        greatest(ours.channel, theirs.channel) as channel,
        greatest(ours.marks, theirs.marks) as marks
    from met
),

final as (
    select
        * exclude (is_new, is_surer, is_newer, is_same, theirs),
        case
            when is_new then 'new'
            when is_newer or is_surer then 'updated'
            when row(created_at, paid_at, shipped_at, received_at, quantity,
                    title, province, city, channel)
                is distinct from row(theirs.created_at, theirs.paid_at, theirs.shipped_at, theirs.received_at, theirs.quantity,
                    theirs.title, theirs.province, theirs.city, theirs.channel) then 'updated'
            when is_same then 'unchanged'
            else 'older'
        end as verdict
    from joined
)

select * from final
