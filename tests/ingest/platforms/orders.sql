-- Every order with its shop.
select platform, shop, coalesce(order_text, order_key::varchar) as id
from kept.orders
join kept.shops using (shop_key)
