-- Every order of the exports, paid or not, with what it brought.
-- grain: order
with final as (
    select
        numbered.order_no,
        numbered.customer_no,
        numbered.platform,
        numbered.shop,
        orders.created_at as ordered_at,
        orders.paid_at,
        orders.shipped_at,
        orders.received_at,
        orders.order_status,
        orders.is_purchase,
        orders.paid,
        orders.refund as refunded_amount,
        cast(orders.paid - orders.refund as decimal(18, 2)) as net_sales,
        orders.quantity as units,
        orders.title as product,
        orders.province,
        orders.city,
        orders.channel
    from order_states as orders
    inner join numbered_orders as numbered
        on numbered.shop_key = orders.shop_key
        and numbered.order_key = orders.order_key
        and numbered.order_text is not distinct from orders.order_text
)

select * from final
order by order_no
