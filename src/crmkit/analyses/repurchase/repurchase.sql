-- How long identified customers took from each purchase day to the next, or how long they have been watched since
-- (docs/metrics.md, repurchase): first purchase days by month, the tenth and all later ones together; with the longest
-- time from such a day to as_of.
-- grain: nth purchase day + month of the first (0 for later ones) + days + whether the customer came back
with with_next as (
    select
        purchase_day,
        dense_rank() over by_day as nth,
        first_value(purchase_day) over by_day as first_day,
        lead(purchase_day) over by_day as next_day
    from qualifying_orders
    where customer_key is not null and purchase_day <= $as_of
    window by_day as (partition by customer_key order by purchase_day)
),

-- Of several orders on one day the last one stands for the day.
spells as (
    select
        least(nth, 10) as nth,
        case when nth = 1 then year(purchase_day) * 12 + month(purchase_day) - 1 else 0 end as month_number,
        coalesce(next_day, $as_of) - purchase_day as days,
        $as_of - purchase_day as age,
        next_day is not null as is_back
    from with_next
    where (next_day is null or next_day > purchase_day)
        and first_day between $since and $until
),

final as (
    select
        nth,
        month_number,
        days,
        is_back,
        count(*) as customers,
        max(age) as oldest
    from spells
    group by nth, month_number, days, is_back
)

select * from final
order by nth, month_number, days, is_back
