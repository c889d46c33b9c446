-- The shops that were ever named, by platform and name.
-- grain: one shop on one platform
select
    shop_key,
    platform,
    shop
from kept.shops
order by platform, shop
