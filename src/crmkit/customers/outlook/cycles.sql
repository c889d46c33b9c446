-- Days until a product is bought again by who bought it, of products with at least $least such intervals up to $as_of.
-- grain: product
with final as (
    select
        product_key,
        cast(count(*) as integer) as intervals,
        percentile_disc(0.25) within group (order by interval_days) as low_days,
        percentile_disc(0.5) within group (order by interval_days) as cycle_days,
        percentile_disc(0.75) within group (order by interval_days) as high_days
    from outlook_bought
    where interval_days is not null and purchase_day <= $as_of
    group by product_key
    having count(*) >= $least
)

select * from final
