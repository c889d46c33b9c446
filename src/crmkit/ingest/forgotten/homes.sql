-- The shops of the forgotten orders that rows of a table without a shop are about (place_lines.sql), where no other order on the
-- $platform has the number.
-- grain: order id
create or replace temp table homes as
with found as (
    select distinct order_key, order_text
    from rows_of_orders
    where order_key <> 0 or order_text is not null
),

final as (
    select
        found.order_key,
        found.order_text,
        min(named.shop_key) as shop_key
    from found
    inner join target.kept.shops as named on named.platform = $platform and named.shop <> ''
    where (
        order_digest(named.shop_key, found.order_key, found.order_text) in (select digest from target.kept.tombstones)
        or exists (
            select 1
            from forgotten_orders as orders
            where orders.shop_key = named.shop_key
                and orders.order_key = found.order_key
                and orders.order_text is not distinct from found.order_text
        )
    )
    and not exists (
        select 1
        from target.kept.orders as others
        inner join target.kept.shops as shops on shops.shop_key = others.shop_key and shops.platform = $platform
        where others.order_key = found.order_key
            and others.order_text is not distinct from found.order_text
    )
    group by found.order_key, found.order_text
    having count(*) = 1
)

select * from final
