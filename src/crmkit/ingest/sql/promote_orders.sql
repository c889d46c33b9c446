-- The first orders of an empty store.
insert into target.kept.orders (shop_key, order_key, order_text, customer_key, identity, created_at, paid_at, shipped_at, received_at, status, status_raw, status_at, due, net, refund, refund_reported, quantity, title, province, city, channel, marks, file_key)
select shop_key, order_key, order_text, customer_key, identity, created_at, paid_at, shipped_at, received_at, status, status_raw, status_at, due, net, refund, refund_reported, quantity, title, province, city, channel, marks, $file_key
from batch
