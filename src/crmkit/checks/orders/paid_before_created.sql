-- Orders that were paid before they were placed.
-- grain: platform + shop + order id
with final as (
    select
        coalesce(order_text, order_key::varchar) as order_id,
        null as customer,
        null as file,
        coalesce(created_at, paid_at)::date as day,
        (net + refund)::decimal(38, 2) as amount,
        null as value
    from kept.orders
    where paid_at < created_at
)

select * from final
