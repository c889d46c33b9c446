-- Join the batch into the store: the newest state wins as a whole, every other column only becomes known.
-- The join is commutative, associative and idempotent, so the order of files cannot matter.
-- grain: platform + shop + order id
merge into target.kept.orders as kept
using batch
on kept.order_key = batch.order_key
    and kept.shop_key = batch.shop_key
    and kept.order_text is not distinct from batch.order_text
when matched
    and order_state(batch.refund, batch.status, batch.net, batch.status_at, batch.due, batch.status_raw)
        > order_state(kept.refund, kept.status, kept.net, kept.status_at, kept.due, kept.status_raw)
    then update set
        status = batch.status,
        status_raw = batch.status_raw,
        status_at = batch.status_at,
        due = batch.due,
        net = batch.net,
        refund = batch.refund,
        customer_key = case when better_identity(batch.identity, batch.customer_key, kept.identity, kept.customer_key) then batch.customer_key else kept.customer_key end,
        identity = case when better_identity(batch.identity, batch.customer_key, kept.identity, kept.customer_key) then batch.identity else kept.identity end,
        created_at = greatest(kept.created_at, batch.created_at),
        paid_at = greatest(kept.paid_at, batch.paid_at),
        shipped_at = greatest(kept.shipped_at, batch.shipped_at),
        received_at = greatest(kept.received_at, batch.received_at),
        quantity = greatest(kept.quantity, batch.quantity),
        title = greatest(kept.title, batch.title),
        province = greatest(kept.province, batch.province),
        city = greatest(kept.city, batch.city),
        channel = greatest(kept.channel, batch.channel),
        marks = greatest(kept.marks, batch.marks),
        file_key = $file_key
when matched
    and (
        greatest(kept.created_at, batch.created_at) is distinct from kept.created_at
        or greatest(kept.paid_at, batch.paid_at) is distinct from kept.paid_at
        or greatest(kept.shipped_at, batch.shipped_at) is distinct from kept.shipped_at
        or greatest(kept.received_at, batch.received_at) is distinct from kept.received_at
        or greatest(kept.quantity, batch.quantity) is distinct from kept.quantity
        or greatest(kept.title, batch.title) is distinct from kept.title
        or greatest(kept.province, batch.province) is distinct from kept.province
        or greatest(kept.city, batch.city) is distinct from kept.city
        or greatest(kept.channel, batch.channel) is distinct from kept.channel
        or better_identity(batch.identity, batch.customer_key, kept.identity, kept.customer_key)
    )
    then update set
        customer_key = case when better_identity(batch.identity, batch.customer_key, kept.identity, kept.customer_key) then batch.customer_key else kept.customer_key end,
        identity = case when better_identity(batch.identity, batch.customer_key, kept.identity, kept.customer_key) then batch.identity else kept.identity end,
        created_at = greatest(kept.created_at, batch.created_at),
        paid_at = greatest(kept.paid_at, batch.paid_at),
        shipped_at = greatest(kept.shipped_at, batch.shipped_at),
        received_at = greatest(kept.received_at, batch.received_at),
        quantity = greatest(kept.quantity, batch.quantity),
        title = greatest(kept.title, batch.title),
        province = greatest(kept.province, batch.province),
        city = greatest(kept.city, batch.city),
        channel = greatest(kept.channel, batch.channel),
        marks = greatest(kept.marks, batch.marks)
when not matched
    then insert (shop_key, order_key, order_text, customer_key, identity, created_at, paid_at, shipped_at, received_at, status, status_raw, status_at, due, net, refund, refund_reported, quantity, title, province, city, channel, marks, file_key)
    values (batch.shop_key, batch.order_key, batch.order_text, batch.customer_key, batch.identity, batch.created_at, batch.paid_at, batch.shipped_at, batch.received_at, batch.status, batch.status_raw, batch.status_at, batch.due, batch.net, batch.refund, batch.refund_reported, batch.quantity, batch.title, batch.province, batch.city, batch.channel, batch.marks, $file_key)
