-- What each item line of the batch does to the store.
-- grain: one item line of the batch
with final as (
    select
        batch.lines,
        batch.padded,
        case
            when kept.line_key is null then 'new'
            when line_state(batch.refund, batch.status, batch.net, batch.status_at)
                > line_state(kept.refund, kept.status, kept.net, kept.status_at)
                or batch.marks < kept.marks
                or greatest(kept.title, batch.title) is distinct from kept.title
                or greatest(kept.sku, batch.sku) is distinct from kept.sku
                or greatest(kept.attributes, batch.attributes) is distinct from kept.attributes
                or greatest(kept.quantity, batch.quantity) is distinct from kept.quantity
                or greatest(kept.list_price, batch.list_price) is distinct from kept.list_price
                then 'updated'
            when line_state(batch.refund, batch.status, batch.net, batch.status_at)
                = line_state(kept.refund, kept.status, kept.net, kept.status_at) then 'unchanged'
            else 'older'
        end as verdict
    from batch
    left join target.kept.order_lines as kept
        on kept.line_key = batch.line_key
        and kept.shop_key = batch.shop_key
        and kept.line_text = batch.line_text
)

select * from final
