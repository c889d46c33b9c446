-- Item lines of purchases, with the net money of the order shared out so that its lines add up to it.
-- grain: item line
with final as (
    select
        numbered.order_no,
        numbered.customer_no,
        numbered.platform,
        numbered.shop,
        lines.purchase_day as bought_on,
        lines.title as product,
        lines.sku,
        lines.quantity as units,
        lines.list_price,
        lines.net as net_sales
    from order_items as lines
    inner join numbered_orders as numbered
        on numbered.shop_key = lines.shop_key
        and numbered.order_key = lines.order_key
        and numbered.order_text is not distinct from lines.order_text
    where lines.has_order
)

select * from final
order by order_no, product, sku, units, list_price, net_sales
