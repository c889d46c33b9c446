-- The shops that a file's own column names.
-- grain: one shop on one platform
insert into target.kept.shops
select distinct shop_key, $platform, shop
from staged
where strlen(shop) > 0
    and shop_key not in (select shop_key from target.kept.shops)
