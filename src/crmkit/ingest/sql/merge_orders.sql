-- Write what is new or more than the store knew.
-- grain: platform + shop + order id
merge into target.kept.orders as kept
using (select * from outcome where verdict in ('new', 'updated')) as outcome
on kept.order_key = outcome.order_key
    and kept.shop_key = outcome.shop_key
    and kept.order_text is not distinct from outcome.order_text
when matched
    then update set
        customer_key = outcome.customer_key,
        identity = outcome.identity,
        status = outcome.status,
        status_raw = outcome.status_raw,
        status_at = outcome.status_at,
        due = outcome.due,
        net = outcome.net,
        refund = outcome.refund,
        created_at = outcome.created_at,
        paid_at = outcome.paid_at,
        shipped_at = outcome.shipped_at,
        received_at = outcome.received_at,
        quantity = outcome.quantity,
        title = outcome.title,
        province = outcome.province,
        city = outcome.city,
        channel = outcome.channel,
        marks = outcome.marks,
        file_key = $file_key
when not matched
    then insert (shop_key, order_key, order_text, customer_key, identity, status, status_raw, status_at, due, net, refund, created_at, paid_at, shipped_at, received_at, quantity, title, province, city, channel, marks, file_key)
    values (outcome.shop_key, outcome.order_key, outcome.order_text, outcome.customer_key, outcome.identity, outcome.status, outcome.status_raw, outcome.status_at, outcome.due, outcome.net, outcome.refund, outcome.created_at, outcome.paid_at, outcome.shipped_at, outcome.received_at, outcome.quantity, outcome.title, outcome.province, outcome.city, outcome.channel, outcome.marks, $file_key)
