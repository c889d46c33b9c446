-- Every order of a store.
select order_key, order_text, status, net, refund, created_at from kept.orders order by all
