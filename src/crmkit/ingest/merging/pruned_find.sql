-- The orders to which nothing happened since $bound in any file of the load, and which the store does not have; the buyers of
-- the others.
-- grain: platform + shop + order id; customer
create or replace temp table pruned_orders as
select found.shop_key, found.order_key, found.order_text
from (
    select shop_key, order_key, order_text, max(happened_at) as last_at
    from pruned_days
    group by shop_key, order_key, order_text
) as found
anti join target.kept.orders as kept
    on kept.order_key = found.order_key
    and kept.shop_key = found.shop_key
    and kept.order_text is not distinct from found.order_text
where found.last_at < $bound;

create or replace temp table kept_buyers as
select distinct days.customer_key
from pruned_days as days
anti join pruned_orders as pruned
    on pruned.order_key = days.order_key
    and pruned.shop_key = days.shop_key
    and pruned.order_text is not distinct from days.order_text
where days.customer_key is not null
