-- Days without any order inside the data of a shop that sells so often that an export is more likely missing: less than one
-- chance in ten thousand, by the 30 days on either side. What a prune took is no gap.
-- grain: shop + day
with pruned as (
    select max(try_cast(value as date)) as before
    from kept.meta
    where name = 'pruned_before'
),

days as (
    select
        shop_key,
        coalesce(created_at, paid_at)::date as day,
        count(*) as orders,
        sum(net + refund) as amount
    from kept.orders
    cross join pruned
    where coalesce(created_at, paid_at) is not null
        and (pruned.before is null or coalesce(created_at, paid_at)::date >= pruned.before)
    group by shop_key, coalesce(created_at, paid_at)::date
),

gaps as (
    select
        shop_key,
        lag(day) over (partition by shop_key order by day) as before,
        day as after,
        min(day) over (partition by shop_key) as first_day,
        max(day) over (partition by shop_key) as last_day
    from days
),

around as (
    select
        gaps.shop_key,
        gaps.before,
        gaps.after,
        gaps.after - gaps.before - 1 as missing,
        least(30, gaps.before - gaps.first_day + 1) + least(30, gaps.last_day - gaps.after + 1) as looked_at,
        sum(days.orders) as orders,
        sum(days.amount) as amount
    from gaps
    inner join days
        on days.shop_key = gaps.shop_key
        and days.day between gaps.before - 29 and gaps.after + 29
    where gaps.after - gaps.before > 1
    group by gaps.shop_key, gaps.before, gaps.after, gaps.first_day, gaps.last_day
),

final as (
    select
        null as order_id,
        null as customer,
        null as file,
        unnest(generate_series(before + 1, after - 1, interval 1 day))::date as day,
        amount / looked_at as amount,  -- the sum is rounded, not each day
        (before + 1)::varchar || ' .. ' || (after - 1)::varchar as value
    from around
    where orders::double / looked_at * missing > 9.2
)

select * from final
