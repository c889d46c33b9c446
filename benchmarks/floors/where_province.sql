-- F4: what `province=浙江` asks of a loaded store: whose latest purchase with a place went there, and what they bought.
-- Grain: one row.
with bought as (
    select
        customer_key, coalesce(paid_at, created_at) as bought_at, province, city,
        case when refund_reported > refund then net + refund - refund_reported else net end as net
    from kept.orders
    where net > 0 and coalesce(refund_reported, 0) < net + refund and customer_key is not null
),
chosen as (
    select customer_key
    from bought
    where province is not null or city is not null
    group by customer_key
    having arg_max({'province': province}, bought_at).province = '浙江'
)
select count(distinct customer_key) as customers, count(*) as purchases, sum(net)::varchar as revenue
from bought
where customer_key in (from chosen)
