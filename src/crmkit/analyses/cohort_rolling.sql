-- What customers did in the stretches of 30 days that begin with their first purchase day, by cohort (docs/metrics.md,
-- cohorts). Columns and `$last` as in cohort.sql; purchase days are counted as bits, a day of the stretch each.
-- grain: cohort + finished periods + period
with joined as (
    select
        customer_key,
        min(purchase_day) as first_day
    from qualifying_orders
    where customer_key is not null and ($is_whole or purchase_day <= $as_of)
    group by customer_key
    having min(purchase_day) between $since and $until
),

visits as (
    select
        joined.customer_key,
        joined.first_day,
        cast(floor((orders.purchase_day - joined.first_day) / 30) as integer) as slot,
        bit_count(
            bit_or(cast(1 as bigint) << cast((orders.purchase_day - joined.first_day) % 30 as integer))
        ) as purchase_days,
        count(*) as orders,
        cast(sum(orders.net) * 100 as bigint) as net_fen
    from qualifying_orders as orders
    inner join joined on orders.customer_key = joined.customer_key
    where $is_whole or orders.purchase_day <= $as_of
    group by joined.customer_key, joined.first_day, slot
),

placed as (
    select
        case $by
            when 'week' then cast(floor((visits.first_day - date '1990-01-01') / 7) as integer)
            when 'month' then year(visits.first_day) * 12 + month(visits.first_day) - 1
            when 'quarter' then year(visits.first_day) * 4 + quarter(visits.first_day) - 1
            else first_groups.place
        end as cohort,
        least(cast(floor(($as_of - visits.first_day + 1) / 30) as integer), $last + 1) as finished,
        least(visits.slot, $last + 1) as period,
        visits.first_day,
        visits.purchase_days,
        visits.orders,
        visits.net_fen
    from visits
    left join first_groups on visits.customer_key = first_groups.customer_key
),

final as (
    select
        cohort,
        finished,
        period,
        min(first_day) as joined_from,
        count(*) as buyers,
        cast(sum(purchase_days) as bigint) as purchase_days,
        cast(sum(orders) as bigint) as orders,
        cast(sum(net_fen) as bigint) as net_fen
    from placed
    group by cohort, finished, period
)

select * from final
order by cohort, finished, period
