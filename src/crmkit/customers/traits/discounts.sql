-- What part of the list price each customer did not pay, up to a day ($as_of): over orders of which every line has a
-- list price and nothing came back; postage counts as paid. And the share of orders bought on big sale days ($from, $to).
-- grain: customer who bought
with listed as (
    select
        shop_key,
        order_key,
        order_text,
        sum(list_price * coalesce(quantity, 1)) as list_total
    from order_items
    where has_order
    group by shop_key, order_key, order_text
    having sum(case when list_price > 0 then 0 else 1 end) = 0
),

purchases as (
    select
        orders.customer_key,
        case when orders.refund = 0 then listed.list_total end as list_total,
        case when orders.refund = 0 and listed.list_total is not null then least(orders.net, listed.list_total) end as paid,
        sales.first_day is not null as is_on_sale
    from qualifying_orders as orders
    left join listed
        on orders.shop_key = listed.shop_key
        and orders.order_key = listed.order_key
        and orders.order_text is not distinct from listed.order_text
    left join (select unnest($sale_days) as first_day) as sales on orders.purchase_day = sales.first_day
    where orders.customer_key is not null and orders.purchase_day <= $as_of
),

final as (
    select
        customer_key,
        round(cast(1 - sum(paid) / nullif(sum(list_total), 0) as double), 6) as discount_share,
        round(cast(count(case when is_on_sale then 1 end) / count(*) as double), 6) as sale_day_share
    from purchases
    group by customer_key
)

select * from final
