-- Each identified customer's purchase days up to $as_of and the days since the one before: several orders of one day
-- are one occasion.
-- grain: customer + local calendar day
with days as (
    select distinct
        customer_key,
        purchase_day
    from qualifying_orders
    where customer_key is not null and purchase_day <= $as_of
),

final as (
    select
        customer_key,
        purchase_day,
        cast(
            purchase_day - lag(purchase_day) over (partition by customer_key order by purchase_day) as integer
        ) as gap_days
    from days
)

select * from final
