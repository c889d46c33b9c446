-- Every order, paid or not, with its money, its state and the keys of the other tables.
-- grain: order
with final as (
    select
        substr(
            sha256(concat_ws(' ', $key, 'order', orders.shop_key, coalesce(order_text, cast(order_key as varchar)))), 1, 16
        ) as order_key,
        star_customers.digest as customer_key,
        case
            when province is not null or city is not null
                then substr(sha256(concat_ws(' ', $key, 'place', coalesce(province, ''), coalesce(city, ''))), 1, 16)
        end as place_key,
        shop_names.platform,
        shop_names.shop,
        case when $reveal then coalesce(order_text, cast(order_key as varchar)) end as order_id,
        order_day as ordered_on,
        case when is_paid then purchase_day end as bought_on,
        created_at as ordered_at,
        paid_at,
        shipped_at,
        received_at,
        order_status,
        is_purchase,
        due,
        paid,
        refund as refunded_amount,
        cast(paid - refund as decimal(18, 2)) as net_sales,
        coalesce(currency, $currency) as currency,
        cast(quantity as bigint) as units,
        channel
    from order_states as orders
    left join star_customers on star_customers.customer_key = orders.customer_key
    left join shop_names on shop_names.shop_key = orders.shop_key
    where $is_whole or purchase_day <= $as_of
)

select * from final
