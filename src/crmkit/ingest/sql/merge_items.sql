-- Write what is new or more than the store knew.
-- grain: one item line
merge into target.kept.order_lines as kept
using (select * from outcome where verdict in ('new', 'updated')) as outcome
on kept.line_key = outcome.line_key
    and kept.shop_key = outcome.shop_key
    and kept.line_text = outcome.line_text
when matched
    then update set
        order_key = outcome.order_key,
        order_text = outcome.order_text,
        title = outcome.title,
        sku = outcome.sku,
        attributes = outcome.attributes,
        quantity = outcome.quantity,
        list_price = outcome.list_price,
        net = outcome.net,
        refund = outcome.refund,
        status = outcome.status,
        status_at = outcome.status_at,
        marks = outcome.marks,
        file_key = $file_key
when not matched
    then insert (shop_key, line_key, line_text, order_key, order_text, title, sku, attributes, quantity, list_price, net, refund, status, status_at, marks, file_key)
    values (outcome.shop_key, outcome.line_key, outcome.line_text, outcome.order_key, outcome.order_text, outcome.title, outcome.sku, outcome.attributes, outcome.quantity, outcome.list_price, outcome.net, outcome.refund, outcome.status, outcome.status_at, outcome.marks, $file_key)
