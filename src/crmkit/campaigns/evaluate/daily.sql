-- Day by day from $start on, how many of each group bought for the first time since then, and the fen they kept paying.
-- grain: arm + day with a purchase
with bought as (
    select
        arm,
        purchase_day,
        net_fen,
        row_number() over (partition by customer_key order by purchase_day) as nth
    from evaluate_days
    where purchase_day >= $start and is_bought = 1
),

final as (
    select
        arm,
        purchase_day,
        count(case when nth = 1 then 1 end) as new_buyers,
        cast(sum(net_fen) as bigint) as net_fen
    from bought
    group by arm, purchase_day
)

select * from final
order by arm, purchase_day
