-- The newest order, where it is more than a month old.
-- grain: one row
with newest as (
    select max(greatest(created_at, paid_at))::date as day
    from kept.orders
),

final as (
    select
        null as order_id,
        null as customer,
        null as file,
        day,
        null as amount,
        null as value
    from newest
    where $today - day > 31
)

select * from final
