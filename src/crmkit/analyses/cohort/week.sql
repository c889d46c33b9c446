-- What members did in the weeks (from Monday) after that of their first purchase (docs/metrics.md, cohorts).
-- A period beyond `$last` goes into `$last` + 1. Purchase days are counted as bits, a day of the period each.
-- grain: cohort + finished periods + period
with visits as (
    select
        members.customer_key,
        members.code,
        cast(floor((orders.purchase_day - date '1990-01-01') / 7) as integer) - members.slot as period,
        bit_count(
            bit_or(cast(1 as integer) << cast((orders.purchase_day - date '1990-01-01') % 7 as integer))
        ) as purchase_days,
        count(*) as orders,
        sum(orders.net) as net
    from qualifying_orders as orders
    inner join members on orders.customer_key = members.customer_key
    where $is_whole or orders.purchase_day <= $as_of
    group by members.customer_key, members.code, period
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
