-- Who belongs to which cohort, and how many of their periods are over: `$last` + 1 means more than are asked about.
-- `slot` numbers the calendar period of the first purchase day; `code` stands for cohort and finished periods together,
-- so that orders are gone through with one narrow number.
-- grain: customer
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
        cast(case $period
            when '30d' then 0
            when 'week' then floor((joined.first_day - date '1990-01-01') / 7)
            when 'quarter' then year(joined.first_day) * 4 + quarter(joined.first_day) - 1
            else year(joined.first_day) * 12 + month(joined.first_day) - 1
        end as integer) as slot,
        cast(case $by
            when 'week' then floor((joined.first_day - date '1990-01-01') / 7)
            when 'month' then year(joined.first_day) * 12 + month(joined.first_day) - 1
            when 'quarter' then year(joined.first_day) * 4 + quarter(joined.first_day) - 1
            else first_groups.place
        end as integer) as cohort
    from joined
    left join first_groups on joined.customer_key = first_groups.customer_key
),

aged as (
    select
        placed.*,
        cast(least(
            $last + 1,
            case $period when '30d' then floor(($as_of - first_day + 1) / 30) else $next_slot - slot end
        ) as integer) as finished
    from placed
),

final as (
    select
        aged.*,
        cast(coalesce(cohort, -1) * ($last + 2) + finished as integer) as code
    from aged
)

select * from final
