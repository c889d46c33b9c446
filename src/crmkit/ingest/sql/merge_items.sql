-- Join item lines into the store: the newest state of a line wins.
-- grain: one item line
merge into target.kept.order_lines as kept
using batch
on kept.line_key = batch.line_key
    and kept.shop_key = batch.shop_key
    and kept.line_text = batch.line_text
when matched
    and row(coalesce(batch.refund, 0), batch.status, coalesce(batch.status_at, timestamp '1970-01-01'), coalesce(batch.net, -1))
        > row(coalesce(kept.refund, 0), kept.status, coalesce(kept.status_at, timestamp '1970-01-01'), coalesce(kept.net, -1))
    then update set
        refund = batch.refund,
        status = batch.status,
        status_at = batch.status_at,
        net = batch.net,
        file_key = $file_key
when not matched
    then insert (shop_key, line_key, line_text, order_key, order_text, title, sku, attributes, quantity, list_price, net, refund, status, status_at, marks, file_key)
    values (batch.shop_key, batch.line_key, batch.line_text, batch.order_key, batch.order_text, batch.title, batch.sku, batch.attributes, batch.quantity, batch.list_price, batch.net, batch.refund, batch.status, batch.status_at, batch.marks, $file_key)
