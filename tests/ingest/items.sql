-- Item lines with their share of the order's money.
select coalesce(order_text, order_key::varchar) as id, title, sku, quantity, net, has_order
from order_items
order by id, title, sku, line_text
