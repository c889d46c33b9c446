-- Item lines as files have them, each in the shop of its order. A table of lines may not name the shop as the table of orders
-- does: then the one order of that number is meant.
-- grain: one item line
with shops_of_orders as (
    select
        unnamed.shop_key as unnamed_key,
        orders.order_key,
        orders.order_text,
        min(orders.shop_key) as shop_key
    from kept.shops as unnamed
    inner join kept.shops as named on named.platform = unnamed.platform and named.shop <> '' and unnamed.shop = ''
    inner join kept.orders as orders on orders.shop_key = named.shop_key
    group by unnamed.shop_key, orders.order_key, orders.order_text
    having count(*) = 1
),

final as (
    select order_lines.* replace (coalesce(shops_of_orders.shop_key, order_lines.shop_key) as shop_key)
    from kept.order_lines
    left join shops_of_orders
        on shops_of_orders.unnamed_key = order_lines.shop_key
        and shops_of_orders.order_key = order_lines.order_key
        and shops_of_orders.order_text is not distinct from order_lines.order_text
)

select * from final
