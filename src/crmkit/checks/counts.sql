-- How many there are of what rules are about.
-- grain: one row
with ordered as (
    select
        count(*) as orders,
        min(coalesce(created_at, paid_at)) as first_at,
        max(greatest(created_at, paid_at)) as last_at
    from kept.orders
),

loaded as (
    select
        count(*) as files,
        cast(coalesce(sum(physical_lines), 0) as bigint) as lines
    from kept.files
),

final as (
    select
        loaded.files,
        loaded.lines,
        ordered.orders,
        (select count(*) from kept.customers) as customers,
        (select count(*) from kept.order_lines) as order_lines,
        (select count(*) from kept.refunds) as refunds,
        ordered.orders + (select count(*) from kept.order_lines) + (select count(*) from kept.refunds)
        + (select count(*) from kept.customers) + (select count(*) from kept.customer_facts) + loaded.files as rows,
        coalesce(date_diff('day', ordered.first_at, ordered.last_at) + 1, 0) as days,
        coalesce(date_diff('month', ordered.first_at, ordered.last_at) + 1, 0) as months
    from ordered
    cross join loaded
)

select * from final
