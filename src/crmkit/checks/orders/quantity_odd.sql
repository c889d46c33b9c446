-- Orders of no piece, or of a thousand and more.
-- grain: platform + shop + order id
with final as (
    select
        coalesce(order_text, order_key::varchar) as order_id,
        null as customer,
        null as file,
        coalesce(created_at, paid_at)::date as day,
        (net + refund)::decimal(38, 2) as amount,
        quantity::varchar as value
    from kept.orders
    where quantity <= 0 or quantity >= 1000
)

select * from final
