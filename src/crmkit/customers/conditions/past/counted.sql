-- What each customer bought and kept on certain days ($first to $last); who bought nothing then has 0 and no average.
-- grain: customer, every one of that day
with summed as (
    select
        customer_key,
        count(*) as purchase_days,
        sum(orders) as orders,
        sum(units) as units,
        sum(net) as net,
        cast(cast(sum(net) as decimal(18, 2)) * 100 as bigint) as fen
    from bought_days
    where purchase_day >= $first and purchase_day <= $last
    group by customer_key
),

final as (
    select
        everyone.customer_key,
        cast(coalesce(summed.purchase_days, 0) as integer) as purchase_days,
        cast(coalesce(summed.orders, 0) as integer) as orders,
        cast(coalesce(summed.units, 0) as integer) as units,
        cast(coalesce(summed.net, 0) as decimal(18, 2)) as net_spend,
        -- per purchase day, rounded half up to the fen
        cast(
            cast(
                (2 * fen + summed.purchase_days - mod(2 * fen + summed.purchase_days, 2 * summed.purchase_days))
                / (2 * summed.purchase_days) as decimal(18, 0)
            ) * cast(0.01 as decimal(3, 2)) as decimal(18, 2)
        ) as avg_basket
    from everyone
    left join summed on everyone.customer_key = summed.customer_key
)

select * from final
