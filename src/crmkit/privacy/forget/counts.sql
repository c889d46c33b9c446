-- What the store holds of who is to be forgotten.
-- grain: one row
with final as (
    select
        (select count(*) from asked where state in ('customer', 'order')) as found,
        (select count(*) from asked where state = 'unknown') as unknown,
        (select count(*) from asked where state = 'unknown' and phone is not null) as phones,
        (select count(*) from asked where state = 'known') as known,
        (
            select count(*)
            from kept.orders as entries
            inner join forgotten_orders as orders
                on orders.order_key = entries.order_key
                and orders.shop_key = entries.shop_key
                and orders.order_text is not distinct from entries.order_text
        ) as orders,
        (
            select coalesce(sum(entries.net), 0)::decimal(38, 2)
            from kept.orders as entries
            inner join forgotten_orders as orders
                on orders.order_key = entries.order_key
                and orders.shop_key = entries.shop_key
                and orders.order_text is not distinct from entries.order_text
        ) as net_sales,
        (
            select count(distinct file_key)
            from kept.orders as entries
            inner join forgotten_orders as orders
                on orders.order_key = entries.order_key
                and orders.shop_key = entries.shop_key
                and orders.order_text is not distinct from entries.order_text
        ) as files
)

select * from final
