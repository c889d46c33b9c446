-- What both groups (the temporary table evaluate_arms) paid, what of that went back and what was kept, day by day, from
-- $past_from to $last. A day whose orders were all refunded is no purchase day.
-- grain: customer + day with a paid order
with final as (
    select
        arms.customer_key,
        arms.arm,
        orders.purchase_day,
        max(case when orders.is_purchase then 1 else 0 end) as is_bought,
        cast(sum(case when orders.is_purchase then orders.paid - orders.refund else 0 end) * 100 as bigint) as net_fen,
        cast(sum(orders.paid) * 100 as bigint) as paid_fen,
        cast(sum(orders.refund) * 100 as bigint) as refund_fen
    from evaluate_arms as arms
    inner join order_states as orders on arms.customer_key = orders.customer_key
    where orders.is_paid and orders.purchase_day between $past_from and $last
    group by arms.customer_key, arms.arm, orders.purchase_day
)

select * from final
