-- Add the customers that are new and keep the earliest order of each.
-- grain: one customer
merge into target.kept.customers as kept
using batch_buyers as batch
on kept.customer_key = batch.customer_key
when matched and batch.first_order_key < kept.first_order_key
    then update set first_order_key = batch.first_order_key, first_order_text = batch.first_order_text
when not matched
    then insert (customer_key, identity, nick, first_order_key, first_order_text)
    values (batch.customer_key, batch.identity, batch.nick, batch.first_order_key, batch.first_order_text)
