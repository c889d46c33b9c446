-- Orders that were paid and not closed, without any money.
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
    where status in (2, 3, 4) and net = 0 and refund = 0 and (marks & 4) = 0
)

select * from final
