-- What the orders and refund cases leave open, with the money that hangs on it: states that no word is known for, amounts
-- and refunds that are not given, money back that belongs to no purchase, item lines whose order is in no file.
-- grain: kind of doubt + the word it is about
with open_orders as (
    select
        case
            when doubts & 4 > 0 then 'status_unpaid'
            when status = 1 and marks & 64 > 0 then 'unpaid_in_one_file'
            when doubts & 2 > 0 then 'status_undecided'
            when doubts & 8 > 0 then 'refund_in_part'
            when doubts & 1 > 0 then 'paid_unknown'
            else 'status_unknown'
        end as code,
        case when doubts is distinct from 1 and not (status = 1 and marks & 64 > 0) then status_raw end as value,
        case when doubts & 5 > 0 or status = 1 then coalesce(due, 0) else net end as amount
    from seen_orders
    -- what its refund cases say is decided
    where doubts > 0 and not (doubts = 2 and coalesce(refund_reported, 0) > 0) or status = 0 and status_raw is not null and net > 0
        or status = 1 and marks & 64 > 0
),

open_refunds as (
    select
        case
            when refunds.status = 0 then 'refund_status_unknown'
            when refunds.status in (2, 4) and refunds.marks & 2 > 0 then 'refund_other_currency'
            when refunds.status = 2 and refunds.marks = 0 and orders.order_key is not null then 'refund_currency_assumed'
            when refunds.status = 2 then 'refund_without_order'
            when refunds.status = 5 then 'return_reported_twice'
            when refunds.status = 4 and orders.order_key is not null then 'refund_beyond_order'
            when refunds.status = 6 then 'return_of_closed'
            when refunds.customer_key is null then 'return_of_nobody'
            else 'return_unexplained'
        end as code,
        case
            when refunds.status = 0 then refunds.status_raw
            when (refunds.status = 2 or refunds.marks & 2 > 0) and orders.order_key is not null and refunds.marks & 1 = 0 then refunds.currency
        end as value,
        refunds.amount
    from kept.refunds as refunds
    left join kept.orders as orders
        on orders.order_key = refunds.order_key
        and orders.shop_key = refunds.shop_key
        and orders.order_text is not distinct from refunds.order_text
    where (
            refunds.status in (0, 4, 5, 6)
            or refunds.status = 2 and not starts_with(refunds.refund_text, '>') and (orders.order_key is null or refunds.marks & 1 > 0)
            or refunds.status = 2 and refunds.marks & 2 > 0 and orders.net > 0 and orders.refund = 0
            or refunds.status = 2 and refunds.marks = 0 and refunds.currency not in ('CNY', '¥', '￥')
            and orders.currency is null and orders.net > 0
        )
        -- nothing is reported of an order in a currency that was not asked for
        and coalesce(orders.currency, 'CNY') = coalesce(getvariable('currency'), orders.currency, 'CNY')
),

lost_lines as (
    select 'items_without_order' as code, net + coalesce(refund, 0) as amount
    from kept.order_lines as lines
    semi join (select file_key from kept.files where kind = 'items') as item_files on item_files.file_key = lines.file_key
    anti join kept.orders as orders
        on orders.order_key = lines.order_key
        and orders.order_text is not distinct from lines.order_text
    where lines.marks % 2 = 0
),

-- An order whose number a spreadsheet destroyed is most likely in another file with its number.
counted_twice as (
    select 'ids_reported_twice' as code, destroyed.net as amount
    from (select *, coalesce(created_at, paid_at) as dated_at from kept.orders where marks % 2 = 1) as destroyed
    semi join kept.orders as sound
        on coalesce(sound.created_at, sound.paid_at) = destroyed.dated_at
        and sound.customer_key is not distinct from destroyed.customer_key
        and sound.net + sound.refund = destroyed.net + destroyed.refund
        and sound.marks % 2 = 0
),

-- Refund cases may return more than the order brought, and item lines have refunds that no order has.
returned as (
    select shop_key, order_key, order_text, sum(amount)::decimal(18, 2) as amount
    from kept.refunds
    where status = 2 and marks = 0 and not starts_with(refund_text, '>')
    group by shop_key, order_key, order_text
),

of_lines as (
    select shop_key, order_key, order_text, sum(refund)::decimal(18, 2) as amount
    from kept.order_lines
    where refund > 0
    group by shop_key, order_key, order_text
),

surplus as (
    select 'refund_beyond_order' as code, returned.amount - orders.net - orders.refund as amount
    from returned
    inner join priced_orders as orders
        on orders.order_key = returned.order_key
        and orders.shop_key = returned.shop_key
        and orders.order_text is not distinct from returned.order_text
    where returned.amount > orders.net + orders.refund and orders.net + orders.refund > 0

    union all

    -- the state of an order says that all went back, its cases say less
    select 'refund_beyond_cases' as code, orders.refund - returned.amount as amount
    from returned
    inner join priced_orders as orders
        on orders.order_key = returned.order_key
        and orders.shop_key = returned.shop_key
        and orders.order_text is not distinct from returned.order_text
    where orders.status = 6 and returned.amount < orders.refund

    union all

    select 'refund_off_already' as code, refund as amount
    from seen_orders
    where (marks & 32) > 0

    union all

    select
        'refund_of_lines' as code,
        least(of_lines.amount, orders.net + orders.refund) - greatest(orders.refund, coalesce(orders.refund_reported, 0)) as amount
    from of_lines
    inner join priced_orders as orders
        on orders.order_key = of_lines.order_key
        and orders.shop_key = of_lines.shop_key
        and orders.order_text is not distinct from of_lines.order_text
    where orders.net > 0
        and least(of_lines.amount, orders.net + orders.refund) > greatest(orders.refund, coalesce(orders.refund_reported, 0))
),

final as (
    select
        code,
        value,
        count(*) as rows,
        sum(amount)::decimal(38, 2) as amount
    from (
        select code, value, amount from open_orders
        union all
        select code, value, amount from open_refunds
    )
    group by code, value

    union all

    select
        code,
        null as value,
        count(*) as rows,
        sum(amount)::decimal(38, 2) as amount
    from (
        select code, amount from surplus
        union all
        select code, amount from lost_lines
        union all
        select code, amount from counted_twice
    )
    group by code
)

select * from final
