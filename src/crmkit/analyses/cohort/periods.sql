-- What members did in the periods after that of their first purchase, of the calendar or of 30 days from it on
-- (docs/metrics.md, cohorts). A period beyond `$last` goes into `$last` + 1. Purchase days are counted as bits, one for each
-- day of the period; a quarter has more days than a number has bits, so its last month has a number of its own.
-- grain: cohort + finished periods + period
with bought as (
    select
        members.customer_key,
        members.code,
        orders.net,
        cast(case $period
            when '30d' then floor((orders.purchase_day - members.first_day) / 30)
            when 'week' then floor((orders.purchase_day - date '1990-01-01') / 7) - members.slot
            when 'quarter' then year(orders.purchase_day) * 4 + quarter(orders.purchase_day) - 1 - members.slot
            else year(orders.purchase_day) * 12 + month(orders.purchase_day) - 1 - members.slot
        end as integer) as period,
        cast(case $period
            when '30d' then (orders.purchase_day - members.first_day) % 30
            when 'week' then (orders.purchase_day - date '1990-01-01') % 7
            when 'quarter' then (month(orders.purchase_day) - 1) % 3 * 31 + day(orders.purchase_day) - 1
            else day(orders.purchase_day) - 1
        end as integer) as day_of_period
    from qualifying_orders as orders
    inner join members on orders.customer_key = members.customer_key
    where $is_whole or orders.purchase_day <= $as_of
),

visits as (
    select
        customer_key,
        code,
        period,
        bit_count(bit_or(case when day_of_period < 62 then cast(1 as bigint) << day_of_period else 0 end))
        + bit_count(bit_or(case when day_of_period >= 62 then cast(1 as bigint) << (day_of_period - 62) else 0 end))
            as purchase_days,
        count(*) as orders,
        sum(net) as net
    from bought
    group by customer_key, code, period
),

final as (
    select
        code,
        least(period, $last + 1) as period,
        count(*) as buyers,
        cast(sum(purchase_days) as bigint) as purchase_days,
        cast(sum(orders) as bigint) as orders,
        cast(sum(net) * 100 as bigint) as net_fen
    from visits
    group by code, least(period, $last + 1)
)

select * from final
order by code, period
