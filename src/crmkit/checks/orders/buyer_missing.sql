-- Paid orders without a buyer who can be recognised, in shops where most have one; those of forgotten people ('~!') are left out.
-- grain: platform + shop + order id
with naming as (
    select shop_key
    from kept.orders
    where net + refund > 0 and not starts_with(coalesce(order_text, ''), '~!')
    group by shop_key
    having count(customer_key) > 0.5 * count(*)
),

final as (
    select
        coalesce(order_text, order_key::varchar) as order_id,
        null as customer,
        null as file,
        coalesce(created_at, paid_at)::date as day,
        (net + refund)::decimal(38, 2) as amount,
        null as value
    from kept.orders
    where customer_key is null and net + refund > 0 and not starts_with(coalesce(order_text, ''), '~!')
        and shop_key in (select shop_key from naming)
)

select * from final
