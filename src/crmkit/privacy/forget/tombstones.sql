-- What a later load knows them by: digests alone. A number that no order has yet may be one of any shop.
-- grain: one digest
insert into target.kept.tombstones
with digests as (
    select person_digest(customer_key) as digest from forgotten_people
    union
    select order_digest(shop_key, order_key, order_text) from forgotten_orders
    union
    select keyed_digest('order', shops.shop_key || '|' || asked.number)
    from asked
    cross join asked_shops as shops
    where asked.state = 'unknown' and regexp_matches(asked.number, '[0-9]')
    union
    select keyed_digest('unknown', coalesce(phone, nick, who)) from asked where state = 'unknown'
    union
    select keyed_digest('text', text) from sought
),

final as (
    select digest
    from digests
    where digest is not null and digest not in (select digest from target.kept.tombstones)
)

select
    digest,
    $takes_orders as takes_orders
from final;

-- who was forgotten before and is now with the orders
update target.kept.tombstones
set takes_orders = true
where $takes_orders and digest in (
    select person_digest(customer_key) from forgotten_people
    union
    select order_digest(shop_key, order_key, order_text) from forgotten_orders
    union
    select keyed_digest('order', named_orders.shop_key || '|' || unnest([asked.number, '#' || asked.number]))
    from named_orders
    inner join asked on asked.who = named_orders.who and asked.state = 'order'
)
