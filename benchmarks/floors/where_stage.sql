-- F4: what `stage=overdue and net>=500` asks of a loaded store: who spent so much and has waited longer than 1.25 of their
-- own rhythms, on that scale no longer than 80 % of the shop's gaps last, and what they bought.
-- Grain: one row.
with bought as (
    select
        customer_key, coalesce(paid_at, created_at)::date as day,
        case when refund_reported > refund then net + refund - refund_reported else net end as net
    from kept.orders
    where net > 0 and coalesce(refund_reported, 0) < net + refund and customer_key is not null
),
visits as (
    select customer_key, day, count(*) as purchases, sum(net) as net
    from bought
    group by all
),
days as (
    select *, day - lag(day) over (partition by customer_key order by day) as gap
    from visits
),
shop as (
    select case when count(gap) < 30 then [90, 180] else quantile_disc(gap, [0.5, 0.8]) end as gaps
    from days
),
buyers as (
    select
        customer_key, $as_of - max(day) as recency, sum(purchases) as purchases, sum(net) as net, count(gap) as own, gaps,
        case when own > 1 then round(exp((sum(round(ln(gap) * 1e6)) + 2 * round(ln(gaps[1]) * 1e6)) / (1e6 * (own + 2))))
            else gaps[1] end::int as rhythm
    from days, shop
    group by customer_key, gaps
)
select count(*) as customers, sum(purchases)::bigint as purchases, sum(net)::varchar as revenue
from buyers
where net >= 500 and recency > 1.25 * rhythm and recency * gaps[1] <= rhythm * gaps[2]
