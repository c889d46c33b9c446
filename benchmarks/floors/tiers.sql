-- F2: value tiers (80 % and 95 % of revenue) and deciles of a loaded store, the product's definitions.
-- Customers with the same amount go together, to where the middle one of them belongs.
-- Grain: tier + decile.
with spent as (
    select sum(case when refund_reported > refund then net + refund - refund_reported else net end) as net
    from kept.orders
    where net > 0 and coalesce(refund_reported, 0) < net + refund and customer_key is not null
    group by customer_key
),
amounts as (
    select (net * 100)::bigint as fen, count(*) as customers
    from spent
    group by all
),
ranked as (
    select
        fen, customers,
        (sum(customers) over above - customers)::bigint as ahead,
        sum(fen * customers) over above - fen * customers as fen_ahead,
        (sum(customers) over ())::bigint as everyone,
        sum(fen * customers) over () as whole
    from amounts
    window above as (order by fen desc rows unbounded preceding)
),
placed as (
    select
        *,
        fen_ahead + fen * ((customers - 1) // 2) as middle,
        1 + 10 * (ahead + (customers - 1) // 2) // everyone as decile
    from ranked
)
select
    1 + (middle * 100 >= whole * 80)::int + (middle * 100 >= whole * 95)::int as tier, decile,
    sum(customers)::bigint as customers, sum(fen * customers)::varchar as fen, min(fen) as lowest, max(fen) as highest,
    sum(fen::hugeint * customers * (everyone - 2 * ahead - customers))::varchar as gini_terms
from placed
group by all
order by all
