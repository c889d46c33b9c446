-- How many rows of a file say something different about their order; the rest repeat a row word for word.
-- grain: one row
with different as (
    select distinct
        shop_key, order_key, order_text, customer_key, identity, created_at, paid_at, shipped_at, received_at, status,
        status_raw, status_at, due, net, refund, quantity, title, province, city, channel
    from staged
),

final as (
    select count(*) as different_rows
    from different
)

select * from final
