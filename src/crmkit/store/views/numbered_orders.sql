-- Orders with a number that tells nothing of their buyer, as an order number of the platform does to whoever has the exports,
-- and with their customer and shop as they are shown.
-- grain: platform + shop + order id
with numbered as (
    select
        shop_key,
        order_key,
        order_text,
        customer_key,
        row_number() over (order by shop_key, order_key, order_text) as order_no
    from seen_orders
),

final as (
    select
        numbered.shop_key,
        numbered.order_key,
        numbered.order_text,
        numbered.order_no,
        numbered_customers.customer_no,
        shop_names.platform,
        shop_names.shop
    from numbered
    left join numbered_customers on numbered_customers.customer_key = numbered.customer_key
    left join shop_names on shop_names.shop_key = numbered.shop_key
)

select * from final
