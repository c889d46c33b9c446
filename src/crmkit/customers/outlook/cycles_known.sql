-- The cycles given, of products that have a number: those that somebody bought last.
-- grain: product
with given as (
    select
        unnest($products::varchar[]) as product,
        unnest($intervals::integer[]) as intervals,
        unnest($low_days::integer[]) as low_days,
        unnest($cycle_days::integer[]) as cycle_days,
        unnest($high_days::integer[]) as high_days
),

final as (
    select
        titles.product_key,
        given.intervals,
        given.low_days,
        given.cycle_days,
        given.high_days
    from given
    inner join titles on given.product = titles.product
)

select * from final
