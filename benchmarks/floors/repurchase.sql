-- F2: days from each purchase day of a loaded store to the customer's next, the product's definitions.
-- Grain: nth purchase day (the tenth and later together) + month of the first + days + whether the customer came back.
with bought as (
    select customer_key, coalesce(paid_at, created_at)::date as day
    from kept.orders
    where net > 0 and coalesce(refund_reported, 0) < net + refund and customer_key is not null
),
steps as (
    select
        dense_rank() over by_day as nth, day, lead(day) over by_day as next_day
    from bought
    window by_day as (partition by customer_key order by day)
)
select
    least(nth, 10) as nth, case when nth = 1 then strftime(day, '%Y-%m') end as month,
    coalesce(next_day, $as_of) - day as days, next_day is not null as is_back, count(*) as customers
from steps
where next_day is null or next_day > day
group by all
order by all
