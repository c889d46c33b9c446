-- A table of lines or refunds may not name the shop as the table of orders does: then the one order of that number on the platform is
-- meant (views/order_items.sql). Those of forgotten orders are put into the shop of these, so that they go with them.
-- grain: platform + shop + order id
create or replace temp table homes as
select
    unnamed.shop_key as unnamed_key,
    orders.shop_key,
    orders.order_key,
    orders.order_text
from forgotten_orders as orders
inner join target.kept.shops as named on named.shop_key = orders.shop_key and named.shop <> ''
inner join target.kept.shops as unnamed on unnamed.platform = named.platform and unnamed.shop = ''
where not exists (
    select 1
    from target.kept.orders as others
    inner join target.kept.shops as shops on shops.shop_key = others.shop_key and shops.platform = named.platform
    where others.order_key = orders.order_key
        and others.order_text is not distinct from orders.order_text
        and others.shop_key <> orders.shop_key
);

update target.kept.order_lines as entries
set shop_key = homes.shop_key
from homes
where entries.shop_key = homes.unnamed_key
    and entries.order_key = homes.order_key
    and entries.order_text is not distinct from homes.order_text;

update target.kept.refunds as entries
set shop_key = homes.shop_key
from homes
where entries.shop_key = homes.unnamed_key
    and entries.order_key = homes.order_key
    and entries.order_text is not distinct from homes.order_text
