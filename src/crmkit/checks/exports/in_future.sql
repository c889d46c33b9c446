-- Orders with a time more than a day after today.
-- grain: platform + shop + order id
with final as (
    select
        coalesce(order_text, order_key::varchar) as order_id,
        null as customer,
        null as file,
        coalesce(created_at, paid_at)::date as day,
        (net + refund)::decimal(38, 2) as amount,
        greatest(created_at, paid_at, shipped_at, received_at)::date::varchar as value
    from kept.orders
    where greatest(created_at, paid_at, shipped_at, received_at) >= $today::timestamp + interval 2 day
)

select * from final
