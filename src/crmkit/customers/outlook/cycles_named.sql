-- Every cycle by the title of its product.
-- grain: product
with final as (
    select
        titles.product,
        cycles.intervals,
        cycles.low_days,
        cycles.cycle_days,
        cycles.high_days
    from cycles
    inner join titles on cycles.product_key = titles.product_key
)

select * from final
order by product
