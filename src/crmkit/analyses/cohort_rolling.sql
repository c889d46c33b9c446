-- What customers did in the stretches of 30 days that begin with their first purchase day, by cohort (docs/metrics.md).
-- Columns and `$last` as in cohort.sql; purchase days are counted as bits, a day of the stretch each.
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

placed as (
    select
        joined.customer_key,
        joined.first_day,
        least(cast(floor(($as_of - joined.first_day + 1) / 30) as integer), $last + 1) as finished,
        case $by
            when 'week' then cast(floor((joined.first_day - date '1990-01-01') / 7) as integer)
            when 'month' then year(joined.first_day) * 12 + month(joined.first_day) - 1
            when 'quarter' then year(joined.first_day) * 4 + quarter(joined.first_day) - 1
            else first_groups.place
        end as cohort
    from joined
    left join first_groups on joined.customer_key = first_groups.customer_key
),

-- One number stands for cohort and finished periods while the visits are gone through.
coded as (
    select
        placed.*,
        coalesce(cohort, -1) * ($last + 2) + finished as code
    from placed
),

heads as (
    select
        code,
        max(cohort) as cohort,
        max(finished) as finished,
        min(first_day) as joined_from
    from coded
    group by code
),

visits as (
    select
        coded.customer_key,
        coded.code,
        cast(floor((orders.purchase_day - coded.first_day) / 30) as integer) as slot,
        bit_count(
            bit_or(cast(1 as integer) << cast((orders.purchase_day - coded.first_day) % 30 as integer))
        ) as purchase_days,
        count(*) as orders,
        sum(orders.net) as net
    from qualifying_orders as orders
    inner join coded on orders.customer_key = coded.customer_key
    where $is_whole or orders.purchase_day <= $as_of
    group by coded.customer_key, coded.code, slot
),

told as (
    select
        code,
        least(slot, $last + 1) as period,
        count(*) as buyers,
        cast(sum(purchase_days) as bigint) as purchase_days,
        cast(sum(orders) as bigint) as orders,
        cast(sum(net) * 100 as bigint) as net_fen
    from visits
    group by code, least(slot, $last + 1)
),

final as (
    select
        heads.cohort,
        heads.finished,
        told.period,
        heads.joined_from,
        told.buyers,
        told.purchase_days,
        told.orders,
        told.net_fen
    from told
    inner join heads on told.code = heads.code
)

select * from final
order by cohort, finished, period
