-- What each item line of the batch and the line in the store make together, and what that does to the store (verdict):
-- the newest state wins as a whole, an order id that is no wreck replaces one that is, all else only becomes known.
-- grain: one item line of the batch
with met as (
    select
        batch as ours,
        kept as theirs,
        kept.line_key is null as is_new,
        line_state(batch.refund, batch.status, batch.net, batch.status_at) as our_state,
        line_state(kept.refund, kept.status, kept.net, kept.status_at) as their_state,
        kept.line_key is null or row(batch.marks, batch.order_key) < row(kept.marks, kept.order_key) as is_surer
    from batch
    left join target.kept.order_lines as kept
        on kept.line_key = batch.line_key
        and kept.shop_key = batch.shop_key
        and kept.line_text = batch.line_text
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
        ours.line_key as line_key,
        ours.line_text as line_text,
        case when is_surer then ours.order_key else theirs.order_key end as order_key,
        case when is_surer then ours.order_text else theirs.order_text end as order_text,
        case when is_new or our_state > their_state then ours.refund else theirs.refund end as refund,
        case when is_new or our_state > their_state then ours.status else theirs.status end as status,
        case when is_new or our_state > their_state then ours.status_at else theirs.status_at end as status_at,
        case when is_new or our_state > their_state then ours.net else theirs.net end as net,
        greatest(ours.title, theirs.title) as title,
        greatest(ours.sku, theirs.sku) as sku,
        greatest(ours.attributes, theirs.attributes) as attributes,
        greatest(ours.quantity, theirs.quantity) as quantity,
        greatest(ours.list_price, theirs.list_price) as list_price,
        least(ours.marks, theirs.marks) as marks
    from met
),

final as (
    select
        * exclude (is_new, is_newer, is_same, theirs),
        case
            when is_new then 'new'
            when is_newer then 'updated'
            when row(order_key, order_text, title, sku, attributes, quantity, list_price, marks)
                is distinct from row(theirs.order_key, theirs.order_text, theirs.title, theirs.sku, theirs.attributes,
                    theirs.quantity, theirs.list_price, theirs.marks) then 'updated'
            when is_same then 'unchanged'
            else 'older'
        end as verdict
    from joined
)

select * from final
