-- F2: sales by calendar month of a loaded store, the product's definitions.
-- Money counts in the month of the purchase, refunds with it; who buys first in a month is new in it.
-- Grain: month (year x 12 + month - 1).
with visits as (
    select
        customer_key, year(coalesce(paid_at, created_at)) * 12 + month(coalesce(paid_at, created_at)) - 1 as slot,
        count(*) filter (net > 0 and coalesce(refund_reported, 0) < net + refund) as orders,
        sum(net + refund) as paid, sum(least(greatest(refund, refund_reported), net + refund)) as back
    from kept.orders
    where net > 0 or refund > 0
    group by all
),
firsts as (
    select customer_key, min(slot) as slot
    from visits
    where customer_key is not null and orders > 0
    group by all
),
arrivals as (
    select slot, count(*) as new_customers
    from firsts
    group by all
)
select
    slot, sum(orders)::bigint as orders, (sum(paid) * 100)::bigint as paid_fen, (sum(back) * 100)::bigint as refund_fen,
    count(customer_key) filter (orders > 0) as customers, coalesce(any_value(new_customers), 0) as new_customers
from visits left join arrivals using (slot)
group by all
order by all
