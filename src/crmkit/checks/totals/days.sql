-- What the data have of each day of a month, by the day of payment: an order without one counts on the day it was placed.
-- grain: day
with final as (
    select
        purchase_day as day,
        count(*) filter (where is_paid) as paid_orders,
        cast(coalesce(sum(paid) filter (where is_paid), 0) as decimal(38, 2)) as paid,
        cast(coalesce(sum(refund) filter (where is_paid), 0) as decimal(38, 2)) as refunded_amount,
        count(*) filter (where order_status = 'unpaid') as unpaid_orders,
        count(*) filter (where order_status = 'closed_unpaid') as closed_orders,
        cast(sum(due) filter (where order_status in ('unpaid', 'closed_unpaid')) as decimal(38, 2)) as due
    from order_states
    where purchase_day between $first_day and $last_day
    group by purchase_day
)

select * from final
order by day
