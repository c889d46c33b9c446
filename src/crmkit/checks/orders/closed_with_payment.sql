-- Orders that are unpaid or closed without payment, with a time of payment, whose money no refund gave back, neither
-- their own nor a reported one.
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
    where status in (1, 5) and paid_at is not null and refund = 0 and coalesce(refund_reported, 0) = 0
)

select * from final
