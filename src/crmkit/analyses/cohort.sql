-- What customers did in the weeks, months or quarters after their first purchase, by cohort (docs/metrics.md).
-- `finished` says how many of their periods are over, `$last` + 1 meaning more than are asked about; a period beyond
-- `$last` goes into `$last` + 1. Purchase days are counted as bits, a day of the period each: 31 a month, one month
-- after the other, the third of a quarter apart, since a number has 64.
-- grain: cohort + finished periods + period
with visits as (
    select
        customer_key,
        cast(case $period
            when 'week' then floor((purchase_day - date '1990-01-01') / 7)
            when 'quarter' then year(purchase_day) * 4 + quarter(purchase_day) - 1
            else year(purchase_day) * 12 + month(purchase_day) - 1
        end as integer) as slot,
        min(purchase_day) as first_day,
        bit_count(bit_or(case
            when $period = 'week' then cast(1 as bigint) << cast((purchase_day - date '1990-01-01') % 7 as integer)
            when $period = 'month' then cast(1 as bigint) << cast(day(purchase_day) as integer)
            when month(purchase_day) % 3 = 0 then cast(0 as bigint)
            else cast(1 as bigint) << cast(31 * (month(purchase_day) % 3 - 1) + day(purchase_day) - 1 as integer)
        end))
        + bit_count(bit_or(case
            when $period = 'quarter' and month(purchase_day) % 3 = 0
                then cast(1 as integer) << cast(day(purchase_day) - 1 as integer)
            else cast(0 as integer)
        end)) as purchase_days,
        count(*) as orders,
        sum(net) as net
    from qualifying_orders
    where customer_key is not null and ($is_whole or purchase_day <= $as_of)
    group by customer_key, slot
),

joined as (
    select
        customer_key,
        min(first_day) as first_day,
        min(slot) as slot
    from visits
    group by customer_key
    having min(first_day) between $since and $until
),

placed as (
    select
        joined.customer_key,
        joined.first_day,
        joined.slot,
        least($next_slot - joined.slot, $last + 1) as finished,
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

told as (
    select
        coded.code,
        least(visits.slot - coded.slot, $last + 1) as period,
        count(*) as buyers,
        cast(sum(visits.purchase_days) as bigint) as purchase_days,
        cast(sum(visits.orders) as bigint) as orders,
        cast(sum(visits.net) * 100 as bigint) as net_fen
    from visits
    inner join coded on visits.customer_key = coded.customer_key
    group by coded.code, least(visits.slot - coded.slot, $last + 1)
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
