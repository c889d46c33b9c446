-- What each customer bought and kept up to a day ($as_of): days, orders, units, money; who never did has 0 and no days.
-- grain: customer, every one of that day
with summed as (
    select
        customer_key,
        min(purchase_day) as first_purchase_on,
        max(purchase_day) as last_purchase_on,
        count(*) as purchase_days,
        count(case when $as_of - purchase_day < 365 then 1 end) as purchase_days_365,
        sum(orders) as orders,
        sum(units) as units,
        sum(net) as net,
        cast(cast(sum(net) as decimal(18, 2)) * 100 as bigint) as fen
    from bought_days
    group by customer_key
),

final as (
    select
        everyone.customer_key,
        summed.first_purchase_on,
        summed.last_purchase_on,
        cast($as_of - summed.last_purchase_on as integer) as recency_days,
        cast($as_of - summed.first_purchase_on as integer) as tenure_days,
        cast(coalesce(summed.purchase_days, 0) as integer) as purchase_days,
        cast(coalesce(summed.purchase_days_365, 0) as integer) as purchase_days_365,
        cast(coalesce(summed.orders, 0) as integer) as orders,
        cast(coalesce(summed.units, 0) as integer) as units,
        cast(coalesce(summed.net, 0) as decimal(18, 2)) as net_spend,
        -- per purchase day, rounded half up to the fen
        cast(
            cast(
                (2 * fen + summed.purchase_days - mod(2 * fen + summed.purchase_days, 2 * summed.purchase_days))
                / (2 * summed.purchase_days) as decimal(18, 0)
            ) * cast(0.01 as decimal(3, 2)) as decimal(18, 2)
        ) as avg_basket,
        fen as net_fen,
        summed.purchase_days > 1 as is_repeat,
        everyone.has_history
    from everyone
    left join summed on everyone.customer_key = summed.customer_key
)

select * from final
