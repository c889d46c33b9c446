-- Orders of forgotten people that were not known until now are forgotten, too: tables without a buyer may name them.
-- grain: order
insert into target.kept.tombstones
select
    order_digest(shop_key, order_key, order_text) as digest,
    takes_orders
from forgotten_orders
where is_new
