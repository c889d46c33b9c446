-- A day, an order or a file of the month whose money is the difference to the fen; of orders the first five.
-- grain: day, order or file
with orders as (
    select
        purchase_day as day,
        coalesce(states.order_text, cast(states.order_key as varchar)) as order_id,
        files.file,
        states.paid
    from order_states as states
    inner join kept.orders as kept
        on kept.shop_key = states.shop_key
        and kept.order_key = states.order_key
        and kept.order_text is not distinct from states.order_text
    left join loaded_files as files on files.file_key = kept.file_key
    where states.is_paid and states.purchase_day between $first_day and $last_day
),

same_orders as (
    select
        'total_one_order' as reason,
        1 as orders,
        paid,
        day,
        order_id,
        cast(null as varchar) as file,
        row_number() over (order by day, order_id) as place
    from orders
    where paid = abs($difference)
),

final as (
    select
        reason, orders, cast(paid as decimal(38, 2)) as amount, day as first_day, day as last_day,
        case when substr(order_id, 1, 1) <> '~' then order_id end as order_id, file
    from same_orders
    where place <= 5
    union all
    select 'total_one_day', count(*), cast(sum(paid) as decimal(38, 2)), day, day, null, null
    from orders
    group by day
    having sum(paid) = abs($difference)
    union all
    select 'total_one_file', count(*), cast(sum(paid) as decimal(38, 2)), min(day), max(day), null, file
    from orders
    group by file
    having sum(paid) = abs($difference)
)

select * from final
order by reason, first_day, order_id, file
