-- What was refunded of paid orders, and since when it is known; without a date in a refund report 30 days after the purchase.
-- grain: paid order + day known
with final as (
    select
        substr(
            sha256(concat_ws(' ', $key, 'order', returns.shop_key, coalesce(order_text, cast(order_key as varchar)))), 1, 16
        ) as order_key,
        known_on as refunded_on,
        star_customers.digest as customer_key,
        purchase_day as bought_on,
        cast(cast(fen as decimal(18, 0)) * 0.01 as decimal(18, 2)) as refunded_amount
    from returns
    left join star_customers on star_customers.customer_key = returns.customer_key
    where $is_whole or purchase_day <= $as_of
)

select * from final
