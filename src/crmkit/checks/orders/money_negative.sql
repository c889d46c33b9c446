-- Orders whose money is below 0.
-- grain: platform + shop + order id
with final as (
    select
        coalesce(order_text, order_key::varchar) as order_id,
        null as customer,
        null as file,
        coalesce(created_at, paid_at)::date as day,
        (net + refund)::decimal(38, 2) as amount,
        least(net, refund, due)::varchar as value
    from kept.orders
    where net < 0 or refund < 0 or due < 0
)

select * from final
