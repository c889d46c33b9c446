-- Paid orders of an amount that people type to fill a field.
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
    where net + refund in (9999, 9999.99, 99999, 99999.99, 999999, 999999.99, 88888, 88888.88, 12345, 12345.67, 123456) or net + refund >= 10000000
)

select * from final
