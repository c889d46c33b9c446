-- F2: RFM cells of a loaded store, the product's definitions, for plain quintiles over all history.
-- A customer's score is 1 plus the quintiles that the value is above: equal value, equal score.
-- Grain: recency score + frequency score.
with days as (
    select
        customer_key,
        coalesce(paid_at, created_at)::date as bought_on,
        sum(case when refund_reported > refund then net + refund - refund_reported else net end) as net
    from kept.orders
    where net > 0 and coalesce(refund_reported, 0) < net + refund and customer_key is not null
    group by all
),
buyers as (
    select max(bought_on) as bought_last, count(*) as days, sum(net) as net
    from days
    group by customer_key
),
thresholds as (
    select
        quantile_disc(bought_last, [0.2, 0.4, 0.6, 0.8]) as last,
        quantile_disc(days, [0.2, 0.4, 0.6, 0.8]) as often
    from buyers
),
scored as (
    select
        1 + (bought_last > last[1])::int + (bought_last > last[2])::int + (bought_last > last[3])::int
            + (bought_last > last[4])::int as recency_score,
        1 + (days > often[1])::int + (days > often[2])::int + (days > often[3])::int + (days > often[4])::int
            as frequency_score,
        bought_last, days, net
    from buyers, thresholds
)
select
    recency_score, frequency_score, count(*) as customers, sum(net)::varchar as net,
    sum($as_of::date - bought_last)::bigint as recency, sum(days)::bigint as frequency
from scored
group by all
order by all
