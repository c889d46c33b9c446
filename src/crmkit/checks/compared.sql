-- How many orders, files, days and months rules can compare with something.
-- grain: one row
with lines as (
    select
        order_key,
        order_text,
        bool_or(file_key in (select file_key from kept.files where kind = 'items')) as is_itemised,
        count(*) filter (where status <> 5) > 0
        and count(*) filter (where status <> 5) = count(net) filter (where status <> 5) as is_summed
    from kept.order_lines
    group by order_key, order_text
),

pruned as (
    select max(try_cast(value as date)) as before
    from kept.meta
    where name = 'pruned_before'
),

orders as (
    select
        orders.shop_key,
        coalesce(created_at, paid_at)::date as day,
        coalesce(coalesce(created_at, paid_at)::date >= pruned.before, true) as is_kept,
        net + refund > 0 as is_paid,
        coalesce(is_itemised, false) as is_itemised,
        coalesce(is_summed, false) as is_summed
    from kept.orders as orders
    cross join pruned
    left join lines on lines.order_key = orders.order_key and lines.order_text is not distinct from orders.order_text
),

shops as (
    select
        shop_key,
        max(day) - min(day) filter (where is_kept) + 1 as days,
        min(day) filter (where is_itemised) as first_day,
        max(day) filter (where is_itemised) as last_day
    from orders
    group by shop_key
),

months as (
    select
        shop_key,
        least(
            lag(count(*)) over (partition by shop_key order by date_trunc('month', day)),
            lead(count(*)) over (partition by shop_key order by date_trunc('month', day))
        ) >= 30
        and row_number() over (partition by shop_key order by date_trunc('month', day)) > 1
        and row_number() over (partition by shop_key order by date_trunc('month', day) desc) > 1 as is_compared
    from orders
    where day is not null
    group by shop_key, date_trunc('month', day)
),

returned as (
    select distinct
        shop_key,
        order_key,
        order_text
    from kept.refunds
    where status = 2 and marks = 0 and not starts_with(coalesce(refund_text, ''), '>')
),

whole_files as (
    select file_key
    from kept.files as files
    where kind = 'orders'
        and coalesce(forgotten_lines, 0) = 0
        and records = (select count(*) from kept.orders where orders.file_key = files.file_key)
        and file_key not in (select file_key from kept.refunds where starts_with(coalesce(refund_text, ''), '>'))
),

final as (
    select
        (select count(*) from whole_files) as whole_files,
        (select count(*) from orders where is_paid and is_summed) as summed_orders,
        (
            select count(*)
            from orders
            inner join shops on shops.shop_key = orders.shop_key and orders.day between shops.first_day and shops.last_day
            where is_paid
        ) as itemised_orders,
        (
            select count(*)
            from returned
            inner join kept.orders as orders
                on orders.order_key = returned.order_key
                and orders.shop_key = returned.shop_key
                and orders.order_text is not distinct from returned.order_text
        ) as returned_orders,
        (select coalesce(sum(days), 0)::bigint from shops) as days,
        (select count(*) from months where is_compared) as months,
        (
            select case when count(distinct shop_key) > 1 then count(distinct coalesce(order_text, order_key::varchar)) else 0 end
            from kept.orders
            where marks % 2 = 0
        ) as numbers
)

select * from final
