-- When one customer ($key) is expected next, by the rule of reminders. Reads the temporary tables ``reminders``, ``titles``.
-- grain: customer
with final as (
    select
        reminders.expected_on,
        reminders.expected_from,
        reminders.expected_to,
        cast(reminders.days_late as integer) as days_late,
        titles.product,
        reminders.basis,
        cast(reminders.purchase_days as integer) as purchase_days,
        cast(reminders.cycle_days as integer) as cycle_days,
        reminders.intervals,
        reminders.own_days
    from reminders
    left join titles on reminders.product_key = titles.product_key
    where reminders.customer_key = $key
)

select * from final
