-- The purchase days of one customer ($key) up to a day ($as_of), the latest first, with what came back since of what was
-- bought then, and the days since the one before.
-- grain: local calendar day
with days as (
    select
        purchase_day,
        count(*) as orders,
        sum(coalesce(quantity, 1)) as units,
        sum(net) as net,
        sum(refund) as refunded_amount
    from qualifying_orders
    where customer_key = $key and purchase_day <= $as_of
    group by purchase_day
),

final as (
    select
        purchase_day,
        cast(purchase_day - lag(purchase_day) over (order by purchase_day) as integer) as gap_days,
        cast(orders as integer) as orders,
        cast(units as integer) as units,
        cast(net as decimal(18, 2)) as net,
        cast(refunded_amount as decimal(18, 2)) as refunded_amount
    from days
)

select * from final
order by purchase_day desc
