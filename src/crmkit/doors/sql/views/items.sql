-- Item lines of purchases, with the net money of the order shared out so that its lines add up to it.
-- grain: item line
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
        lines.purchase_day as bought_on,
        lines.title as product,
        lines.sku,
        lines.quantity as units,
        lines.list_price,
        lines.net as net_sales
    from order_items as lines
    inner join numbered
        on numbered.shop_key = lines.shop_key
        and numbered.order_key = lines.order_key
        and numbered.order_text is not distinct from lines.order_text
    left join buyers on buyers.customer_key = lines.customer_key
    left join shop_names on shop_names.shop_key = lines.shop_key
    where lines.has_order
)

select * from final
