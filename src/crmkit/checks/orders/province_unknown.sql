-- Paid orders of which no province of China is known, in shops where of most one is: another word, or an address that begins
-- with none, of which nothing is kept.
-- grain: platform + shop + order id
with located as (
    select shop_key
    from kept.orders
    where net + refund > 0 and not starts_with(coalesce(order_text, ''), '~!')
    group by shop_key
    having count(*) filter (where province in (select province from check_provinces)) > 0.5 * count(*)
),

final as (
    select
        coalesce(order_text, order_key::varchar) as order_id,
        null as customer,
        null as file,
        coalesce(created_at, paid_at)::date as day,
        (net + refund)::decimal(38, 2) as amount,
        province as value
    from kept.orders
    where net + refund > 0
        and coalesce(province, '') not in (select province from check_provinces)
        and shop_key in (select shop_key from located)
)

select * from final
