-- Months inside the data of a shop with less than half the orders of the month before and of the month after, where these have
-- at least 30 each.
-- grain: shop + month
with months as (
    select
        shop_key,
        date_trunc('month', coalesce(created_at, paid_at))::date as month,
        count(*) as orders
    from kept.orders
    where coalesce(created_at, paid_at) is not null
    group by shop_key, date_trunc('month', coalesce(created_at, paid_at))
),

beside as (
    select
        *,
        least(
            lag(orders) over (partition by shop_key order by month),
            lead(orders) over (partition by shop_key order by month)
        ) as lesser,
        lag(month) over (partition by shop_key order by month) as before,
        lead(month) over (partition by shop_key order by month) as after
    from months
),

final as (
    select
        null as order_id,
        null as customer,
        null as file,
        month as day,
        null as amount,
        strftime(month, '%Y-%m') || ': ' || orders::varchar || ' / ' || lesser::varchar as value
    from beside
    where before is not null and after is not null
        and lesser >= 30
        and orders < 0.5 * lesser
)

select * from final
