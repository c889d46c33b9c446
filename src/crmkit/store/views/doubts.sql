-- What the orders and refund cases leave open, with the money that hangs on it: states that no word is known for, amounts
-- and refunds that are not told, money back that belongs to no purchase.
-- grain: kind of doubt + the word it is about
with open_orders as (
    select
        case
            when doubts & 4 > 0 then 'status_unpaid'
            when doubts & 2 > 0 then 'status_undecided'
            when doubts & 1 > 0 then 'paid_unknown'
            else 'status_unknown'
        end as code,
        case when doubts is distinct from 1 then status_raw end as value,
        case when doubts & 5 > 0 then coalesce(due, 0) else net end as amount
    from seen_orders
    where doubts > 0 or status = 0 and status_raw is not null and net > 0
),

open_refunds as (
    select
        case
            when refunds.status = 0 then 'refund_status_unknown'
            when refunds.status = 2 then 'refund_without_order'
            when refunds.customer_key is null then 'return_of_nobody'
            else 'return_unexplained'
        end as code,
        refunds.amount
    from kept.refunds as refunds
    left join kept.orders as orders
        on orders.order_key = refunds.order_key
        and orders.shop_key = refunds.shop_key
        and orders.order_text is not distinct from refunds.order_text
    where refunds.status in (0, 4)
        or refunds.status = 2 and not starts_with(refunds.refund_text, '>') and (orders.order_key is null or refunds.marks > 0)
),

final as (
    select
        code,
        value,
        count(*) as rows,
        sum(amount)::decimal(38, 2) as amount
    from open_orders
    group by code, value

    union all

    select
        code,
        null as value,
        count(*) as rows,
        sum(amount)::decimal(38, 2) as amount
    from open_refunds
    group by code
)

select * from final
