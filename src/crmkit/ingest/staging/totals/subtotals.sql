-- Whether all rows without a buyer are sums of rows with one: of their day, or of all. One order that is as large as another
-- proves nothing, so one of the sums at least is of several. A row without a time, whose number happens to be that of an order, was
-- taken for a further line of it (part 2); only one with money of its own is asked.
-- grain: one row
with dated as (
    select
        coalesce(created_at, paid_at)::date as day,
        identity = 0 as is_blank,
        net
    from staged
    where part = 0 or part = 2 and identity = 0 and net > 0
),

days as (
    select
        day,
        count(*) as orders,
        sum(net) as bought
    from dated
    where not is_blank
    group by day
),

everything as (
    select
        sum(orders) as orders,
        sum(bought) as bought
    from days
),

compared as (
    select
        coalesce(blank.net > 0 and blank.net in (days.bought, everything.bought), false) as is_sum,
        case when blank.net = days.bought then days.orders else everything.orders end as summed
    from (from dated where is_blank) as blank
    cross join everything
    left join days on days.day = blank.day
),

final as (
    select coalesce(bool_and(is_sum) and max(summed) > 1, false) as are_sums
    from compared
)

select * from final
