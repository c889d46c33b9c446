-- Days from one purchase day of a product to the same customer's next one of the same product; of products with at
-- least $least such intervals the $most with the most of them.
-- grain: product
with gaps as (
    select
        customer_key,
        product_key,
        purchase_day - lag(purchase_day) over (partition by customer_key, product_key order by purchase_day) as days
    from repurchase_bought
),

spread as (
    select
        product_key,
        count(*) as intervals,
        count(distinct customer_key) as customers,
        percentile_disc(0.25) within group (order by days) as days_p25,
        percentile_disc(0.5) within group (order by days) as days_p50,
        percentile_disc(0.75) within group (order by days) as days_p75
    from gaps
    where days is not null
    group by product_key
    having count(*) >= $least
),

final as (
    select
        titles.product,
        spread.intervals,
        spread.customers,
        spread.days_p25,
        spread.days_p50,
        spread.days_p75
    from spread
    inner join titles on titles.product_key = spread.product_key
)

select * from final
order by intervals desc, product asc
limit $most
