-- Who was forgotten in the store that is replaced (carried) is forgotten in the one that comes: digests, people, orders.
-- grain: digest; customer; platform + shop + order id
update target.kept.tombstones as kept
set takes_orders = true
from carried
where kept.digest = carried.digest and carried.takes_orders;

insert into target.kept.tombstones
select
    digest,
    takes_orders
from carried
where digest not in (select digest from target.kept.tombstones);

insert into forgotten_people
select
    people.customer_key,
    tombstones.takes_orders
from (
    select customer_key from target.kept.customers
    union
    select customer_key from target.kept.customer_facts
) as people
inner join target.kept.tombstones as tombstones on tombstones.digest = person_digest(people.customer_key);

insert into forgotten_orders
select
    found.shop_key,
    found.order_key,
    found.order_text,
    coalesce(people.takes_orders, false) or coalesce(tombstones.takes_orders, false) as takes_orders,
    true as is_new
from (
    select shop_key, order_key, order_text, max(customer_key) as customer_key
    from (
        select shop_key, order_key, order_text, customer_key from target.kept.orders
        union
        select shop_key, order_key, order_text, null from target.kept.order_lines
        union
        select shop_key, order_key, order_text, null from target.kept.refunds
    )
    where (order_key <> 0 or order_text is not null) and not coalesce(starts_with(order_text, '~!'), false)
    group by shop_key, order_key, order_text
) as found
left join forgotten_people as people on people.customer_key = found.customer_key
left join target.kept.tombstones as tombstones
    on tombstones.digest = order_digest(found.shop_key, found.order_key, found.order_text)
where people.customer_key is not null or tombstones.digest is not null;

-- their orders that the other store never had are known from now on, too
insert into target.kept.tombstones
select
    order_digest(shop_key, order_key, order_text) as digest,
    takes_orders
from forgotten_orders
where order_digest(shop_key, order_key, order_text) not in (select digest from target.kept.tombstones)
