-- Orders in a state that no word is known for.
-- grain: platform + shop + order id
with final as (
    select
        coalesce(order_text, order_key::varchar) as order_id,
        null as customer,
        null as file,
        coalesce(created_at, paid_at)::date as day,
        (net + refund)::decimal(38, 2) as amount,
        status_raw as value
    from kept.orders
    where status = 0 and coalesce(status_raw, '') <> ''
)

select * from final
