-- The orders that count: paid, not closed, and above 0 after every refund known so far.
-- grain: order
with final as (
    select
        numbered.order_no,
        numbered.customer_no,
        numbered.platform,
        numbered.shop,
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
    inner join numbered_orders as numbered
        on numbered.shop_key = orders.shop_key
        and numbered.order_key = orders.order_key
        and numbered.order_text is not distinct from orders.order_text
)

select * from final
order by order_no
