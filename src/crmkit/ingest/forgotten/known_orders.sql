-- The orders of the staged rows that were forgotten, or whose buyer was ($has_buyer: the rows name one).
-- grain: platform + shop + order id
insert into forgotten_orders
select
    found.shop_key,
    found.order_key,
    found.order_text,
    coalesce(people.takes_orders, false) or coalesce(tombstones.takes_orders, false) as takes_orders,
    tombstones.digest is null as is_new
from (
    select
        shop_key,
        order_key,
        order_text,
        max(customer_key) filter (where customer_key in (select customer_key from forgotten_people)) as customer_key
    from rows_of_orders
    where order_key <> 0 or order_text is not null
    group by shop_key, order_key, order_text
) as found
left join forgotten_people as people on people.customer_key = found.customer_key
left join target.kept.tombstones as tombstones
    on tombstones.digest = order_digest(found.shop_key, found.order_key, found.order_text)
where (people.customer_key is not null or tombstones.digest is not null)
    and not exists (
        select 1
        from forgotten_orders as known
        where known.order_key = found.order_key
            and known.shop_key = found.shop_key
            and known.order_text is not distinct from found.order_text
    )
