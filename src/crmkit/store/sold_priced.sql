-- The shops that orders in the currency of the answer are of.
-- grain: one shop on one platform
select distinct shop_key
from priced_orders
