-- What of theirs is still in the store in use by key or number.
-- grain: one row
with final as (
    select
        (select count(*) from kept.customers where customer_key in (select customer_key from forgotten_people))
        + (select count(*) from kept.customer_facts where customer_key in (select customer_key from forgotten_people))
        + (select count(*) from kept.orders where customer_key in (select customer_key from forgotten_people))
        + (select count(*) from kept.contacts where customer_key in (select customer_key from forgotten_people))
        + (select count(*) from kept.consents where customer_key in (select customer_key from forgotten_people))
        + (select count(*) from kept.refunds where customer_key in (select customer_key from forgotten_people)) as people,
        (
            select count(*)
            from (
                select shop_key, order_key, order_text from kept.orders
                union all
                select shop_key, order_key, order_text from kept.order_lines
                union all
                select shop_key, order_key, order_text from kept.refunds
            ) as entries
            inner join forgotten_orders as orders
                on orders.order_key = entries.order_key
                and orders.shop_key = entries.shop_key
                and orders.order_text is not distinct from entries.order_text
        ) as orders
)

select * from final
