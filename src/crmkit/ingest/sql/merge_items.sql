-- Join item lines into the store: the newest state of a line wins, every other column only becomes known.
-- grain: one item line
merge into target.kept.order_lines as kept
using batch
on kept.line_key = batch.line_key
    and kept.shop_key = batch.shop_key
    and kept.line_text = batch.line_text
when matched
    and line_state(batch.refund, batch.status, batch.net, batch.status_at)
        > line_state(kept.refund, kept.status, kept.net, kept.status_at)
    then update set
        refund = batch.refund,
        status = batch.status,
        status_at = batch.status_at,
        net = batch.net,
        order_key = case when row(batch.marks, batch.order_key) < row(kept.marks, kept.order_key) then batch.order_key else kept.order_key end,
        order_text = case when row(batch.marks, batch.order_key) < row(kept.marks, kept.order_key) then batch.order_text else kept.order_text end,
        title = greatest(kept.title, batch.title),
        sku = greatest(kept.sku, batch.sku),
        attributes = greatest(kept.attributes, batch.attributes),
        quantity = greatest(kept.quantity, batch.quantity),
        list_price = greatest(kept.list_price, batch.list_price),
        marks = least(kept.marks, batch.marks),
        file_key = $file_key
when matched
    then update set
        order_key = case when row(batch.marks, batch.order_key) < row(kept.marks, kept.order_key) then batch.order_key else kept.order_key end,
        order_text = case when row(batch.marks, batch.order_key) < row(kept.marks, kept.order_key) then batch.order_text else kept.order_text end,
        title = greatest(kept.title, batch.title),
        sku = greatest(kept.sku, batch.sku),
        attributes = greatest(kept.attributes, batch.attributes),
        quantity = greatest(kept.quantity, batch.quantity),
        list_price = greatest(kept.list_price, batch.list_price),
        marks = least(kept.marks, batch.marks)
when not matched
    then insert (shop_key, line_key, line_text, order_key, order_text, title, sku, attributes, quantity, list_price, net, refund, status, status_at, marks, file_key)
    values (batch.shop_key, batch.line_key, batch.line_text, batch.order_key, batch.order_text, batch.title, batch.sku, batch.attributes, batch.quantity, batch.list_price, batch.net, batch.refund, batch.status, batch.status_at, batch.marks, $file_key)
