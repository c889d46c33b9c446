-- Each identified customer's purchase days and the days since the one before.
-- grain: customer + local calendar day
with final as (
    select
        customer_key,
        purchase_day,
        cast(
            purchase_day - lag(purchase_day) over (partition by customer_key order by purchase_day) as integer
        ) as gap_days
    from bought_days
)

select * from final
