-- The orders that count: paid, not closed, and above 0 after every refund known so far.
-- grain: order
with numbered as (
    select
        shop_key,
        order_key,
        order_text,
        row_number() over (order by shop_key, order_key, order_text) as order_no
    from seen_orders
),

buyers as (
    select
        customer_key,
        row_number() over (order by customer_key) as customer_no
    from customers
),

final as (
    select
        numbered.order_no,
        buyers.customer_no,
        shop_names.platform,
        shop_names.shop,
        orders.purchase_day as bought_on,
        orders.purchased_at as bought_at,
        orders.net as net_sales,
        orders.refund as refunded_amount,
        orders.quantity as units,
        orders.title as product,
        orders.province,
        orders.city,
        orders.channel
    from qualifying_orders as orders
    inner join numbered
        on numbered.shop_key = orders.shop_key
        and numbered.order_key = orders.order_key
        and numbered.order_text is not distinct from orders.order_text
    left join buyers on buyers.customer_key = orders.customer_key
    left join shop_names on shop_names.shop_key = orders.shop_key
)

select * from final
