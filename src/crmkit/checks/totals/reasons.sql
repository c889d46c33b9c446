-- What may make the difference between the platform's total of a month and that of the data, each with its money: the platform
-- may count it, leave it out, or count it in another month.
-- grain: reason
with marked as (
    select
        *,
        coalesce(paid_at, created_at) as moment,
        purchase_day between $first_day and $last_day as is_in,
        order_day between $first_day and $last_day as is_placed_in
    from order_states
),

reasons as (
    select 'total_after_refunds' as reason, count(*) as orders, sum(refund) as amount, min(purchase_day) as first_day, max(purchase_day) as last_day
    from marked
    where is_in and is_paid and refund > 0
    union all
    select 'total_unpaid', count(*), sum(due), min(purchase_day), max(purchase_day)
    from marked
    where is_in and order_status = 'unpaid'
    union all
    select 'total_closed', count(*), sum(due), min(purchase_day), max(purchase_day)
    from marked
    where is_in and order_status = 'closed_unpaid'
    union all
    select 'total_due', count(*), sum(due) - sum(paid), min(purchase_day), max(purchase_day)
    from marked
    where is_in and is_paid and due <> paid
    union all
    select 'total_placed_before', count(*), sum(paid), min(purchase_day), max(purchase_day)
    from marked
    where is_in and is_paid and order_day < $first_day
    union all
    select 'total_paid_after', count(*), sum(paid), min(purchase_day), max(purchase_day)
    from marked
    where is_placed_in and is_paid and purchase_day > $last_day
    union all
    select 'total_first_hours', count(*), sum(paid), min(purchase_day), max(purchase_day)
    from marked
    where is_paid and moment >= cast($first_day as timestamp) and moment < cast($first_day as timestamp) + interval 8 hour
    union all
    select 'total_last_hours', count(*), sum(paid), min(purchase_day), max(purchase_day)
    from marked
    where is_paid and moment >= cast($last_day as timestamp) + interval 16 hour and moment < cast($last_day as timestamp) + interval 24 hour
    union all
    select 'total_hours_before', count(*), sum(paid), min(purchase_day), max(purchase_day)
    from marked
    where is_paid and moment >= cast($first_day as timestamp) - interval 8 hour and moment < cast($first_day as timestamp)
    union all
    select 'total_hours_after', count(*), sum(paid), min(purchase_day), max(purchase_day)
    from marked
    where is_paid and moment >= cast($last_day as timestamp) + interval 24 hour and moment < cast($last_day as timestamp) + interval 32 hour
    union all
    select 'total_rejected', sum(quarantine.lines), sum(quarantine.amount), min(files.first_day), max(files.last_day)
    from quarantine
    inner join loaded_files as files on files.file_key = quarantine.file_key
    where files.kind = 'orders' and files.first_day <= $last_day and files.last_day >= $first_day
),

final as (
    select
        reason,
        cast(orders as bigint) as orders,
        cast(amount as decimal(38, 2)) as amount,
        first_day,
        last_day
    from reasons
    where orders > 0
)

select * from final
order by reason
