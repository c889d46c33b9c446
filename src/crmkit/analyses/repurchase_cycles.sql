-- Days from one purchase day of a product to the same customer's next one of the same product; of products with at
-- least $least such intervals the $most with the most of them.
-- grain: product
with told as (
    select
        customer_key,
        product,
        purchase_day - lag(purchase_day) over (partition by customer_key, product order by purchase_day) as days
    from goods
),

final as (
    select
        product,
        count(*) as intervals,
        count(distinct customer_key) as customers,
        percentile_disc(0.25) within group (order by days) as days_p25,
        percentile_disc(0.5) within group (order by days) as days_p50,
        percentile_disc(0.75) within group (order by days) as days_p75
    from told
    where days is not null
    group by product
    having count(*) >= $least
)

select * from final
order by intervals desc, product asc
limit $most
