-- Orders that count, with their shop, day, buyer and kept money.
select platform, shop, coalesce(order_text, order_key::varchar) as id, purchase_day, customer_key, net
from qualifying_orders
join kept.shops using (shop_key)
