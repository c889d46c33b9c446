-- The shops that orders are of.
-- grain: one shop on one platform
select distinct shop_key
from kept.orders
