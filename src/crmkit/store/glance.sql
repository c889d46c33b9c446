-- What a store holds at a glance, older ones too: files, orders, the last load, the day of the newest order.
-- grain: one row
with loaded as (
    select
        count(*) as files,
        max(loaded_at) as loaded_at
    from kept.files
),

ordered as (
    select
        count(*) as orders,
        max(greatest(created_at, paid_at)) as newest_at
    from kept.orders
),

final as (
    select
        loaded.files,
        ordered.orders,
        loaded.loaded_at,
        cast(ordered.newest_at as date) as newest_on
    from loaded
    cross join ordered
)

select * from final
