-- The customers to remind, with the money they have spent up to $as_of.
-- grain: customer
with spent as (
    select
        customer_key,
        cast(sum(net) * 100 as bigint) as fen
    from qualifying_orders
    where customer_key is not null and purchase_day <= $as_of
    group by customer_key
),

final as (
    select
        reminders.*,
        spent.fen
    from reminders
    inner join spent on reminders.customer_key = spent.customer_key
    where reminders.timing in ('due_soon', 'just_late')
)

select * from final
