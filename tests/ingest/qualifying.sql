-- Orders that count, with what is left of their money.
select coalesce(order_text, order_key::varchar) as id, net from qualifying_orders order by id
