-- The customers whose orders are about to name nobody.
-- grain: customer
create or replace temp table left_behind as
select distinct entries.customer_key
from target.kept.orders as entries
inner join forgotten_orders as orders
    on orders.order_key = entries.order_key
    and orders.shop_key = entries.shop_key
    and orders.order_text is not distinct from entries.order_text
where entries.customer_key is not null
    and entries.customer_key not in (select customer_key from forgotten_people)
