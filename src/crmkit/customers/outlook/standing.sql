-- How many customers by basis and timing, and how many of them bought in the $days after $as_of (none, when the data end there).
-- grain: basis + timing + last purchase day
with came as (
    select distinct customer_key
    from rhythm_steps
    where purchase_day > $as_of and purchase_day <= $as_of + cast($days as integer)
),

final as (
    select
        reminders.basis,
        reminders.timing,
        reminders.last_purchase_on,
        count(*) as customers,
        count(came.customer_key) as came
    from reminders
    left join came on reminders.customer_key = came.customer_key
    group by reminders.basis, reminders.timing, reminders.last_purchase_on
)

select * from final
order by last_purchase_on desc, basis, timing
