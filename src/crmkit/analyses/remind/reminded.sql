-- The customers to remind, with the money they have spent up to $as_of.
-- grain: customer
with due as (
    select *
    from reminders
    where timing in ('due_soon', 'just_late')
),

spent as (
    select
        orders.customer_key,
        cast(sum(orders.net) * 100 as bigint) as fen
    from qualifying_orders as orders
    inner join due on orders.customer_key = due.customer_key
    where orders.purchase_day <= $as_of
    group by orders.customer_key
),

final as (
    select
        due.*,
        spent.fen
    from due
    inner join spent on due.customer_key = spent.customer_key
)

select * from final
