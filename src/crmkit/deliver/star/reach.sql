-- What the export holds: its first and last day, orders that count, money kept and refunded, and orders without item lines.
-- grain: one row
with days as (
    select
        least(min(order_day), min(purchase_day)) as first_day,
        greatest(max(order_day), max(purchase_day)) as last_day,
        count(*) filter (where is_purchase) as purchases,
        count(*) filter (where is_purchase and customer_key is null) as unidentified,
        coalesce(sum(paid - refund), 0) as net,
        coalesce(sum(refund), 0) as refund
    from order_states
    where $is_whole or purchase_day <= $as_of
),

refunds as (
    select max(known_on) as last_day
    from returns
    where $is_whole or purchase_day <= $as_of
),

unlisted as (
    select
        count(*) filter (where is_line) as item_lines,
        count(*) filter (where not is_line and net > 0) as orders,
        coalesce(sum(net) filter (where not is_line), 0) as net
    from star_lines
),

final as (
    select
        days.first_day,
        greatest(days.last_day, refunds.last_day) as last_day,
        days.purchases,
        days.unidentified,
        cast(days.net as decimal(38, 2)) as net,
        cast(days.refund as decimal(38, 2)) as refund,
        unlisted.item_lines,
        unlisted.orders as unlisted_orders,
        cast(unlisted.net as decimal(38, 2)) as unlisted_net
    from days
    cross join refunds
    cross join unlisted
)

select * from final
