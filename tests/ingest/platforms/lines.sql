-- Item lines of orders that count, with their shop and their share of the kept money.
select platform, shop, coalesce(order_text, order_key::varchar) as id, title, sku, quantity, net
from order_items
join kept.shops using (shop_key)
where has_order
