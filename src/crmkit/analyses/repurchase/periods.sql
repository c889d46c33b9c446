-- Who of the identified buyers of a period bought more than once in it, and who bought again in the period right after
-- it (docs/metrics.md, repurchase period by period). `period` numbers weeks since 1990-01-01, or months or quarters since
-- the year 0; new_customers are those seen for the first time.
-- grain: period with an identified buyer
with visits as (
    select
        customer_key,
        cast(case $period
            when 'week' then floor((purchase_day - date '1990-01-01') / 7)
            when 'month' then year(purchase_day) * 12 + month(purchase_day) - 1
            else year(purchase_day) * 4 + quarter(purchase_day) - 1
        end as integer) as period,
        count(*) as orders,
        min(purchase_day) as first_day,
        max(purchase_day) as last_day
    from qualifying_orders
    where customer_key is not null and purchase_day <= $as_of
    group by all
),

stepped as (
    select
        period,
        orders > 1 as has_more_orders,
        last_day > first_day as has_more_days,
        lead(period) over by_period as next_period,
        lag(period) over by_period is null as is_new
    from visits
    window by_period as (partition by customer_key order by period)
),

final as (
    select
        period,
        count(*) as buyers,
        count(*) filter (where is_new) as new_customers,
        count(*) filter (where has_more_days) as repeat_day_buyers,
        count(*) filter (where has_more_orders) as repeat_order_buyers,
        count(*) filter (where next_period = period + 1) as next_period_buyers
    from stepped
    group by period
)

select * from final
order by period
