-- What each of both groups did from $start on: purchase days, money kept, paid and sent back, and the money kept before.
-- grain: customer of a group
with summed as (
    select
        customer_key,
        sum(case when purchase_day >= $start then is_bought else 0 end) as purchase_days,
        sum(case when purchase_day >= $start then net_fen else 0 end) as net_fen,
        sum(case when purchase_day >= $start then paid_fen else 0 end) as paid_fen,
        sum(case when purchase_day >= $start then refund_fen else 0 end) as refund_fen,
        sum(case when purchase_day < $start then net_fen else 0 end) as past_fen
    from evaluate_days
    group by customer_key
),

final as (
    select
        arms.customer_key,
        arms.arm,
        cast(coalesce(summed.purchase_days, 0) as integer) as purchase_days,
        cast(coalesce(summed.net_fen, 0) as bigint) as net_fen,
        cast(coalesce(summed.paid_fen, 0) as bigint) as paid_fen,
        cast(coalesce(summed.refund_fen, 0) as bigint) as refund_fen,
        cast(coalesce(summed.past_fen, 0) as bigint) as past_fen
    from evaluate_arms as arms
    left join summed on arms.customer_key = summed.customer_key
)

select * from final
