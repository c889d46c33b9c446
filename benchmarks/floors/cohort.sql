-- F2: months after that of the first purchase, of a loaded store, the product's definitions.
-- Grain: month of the first purchase (year x 12 + month - 1) + months since.
with visits as (
    select
        customer_key, year(coalesce(paid_at, created_at)) * 12 + month(coalesce(paid_at, created_at)) - 1 as slot,
        count(*) as orders, bit_count(bit_or(1::bigint << day(coalesce(paid_at, created_at)))) as days,
        sum(case when refund_reported > refund then net + refund - refund_reported else net end) as net
    from kept.orders
    where net > 0 and coalesce(refund_reported, 0) < net + refund and customer_key is not null
    group by all
),
firsts as (
    select customer_key, min(slot) as first_slot
    from visits
    group by all
)
select
    first_slot, slot - first_slot as period, count(*) as buyers, sum(days)::bigint as days, sum(orders)::bigint as orders,
    (sum(net) * 100)::bigint as fen
from visits join firsts using (customer_key)
group by all
order by all
