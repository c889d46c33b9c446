-- A small number for every product, in the order of their names: numbers are compared many times faster than names.
-- grain: product
with named as (
    select distinct product
    from goods
),

final as (
    select
        product,
        cast(row_number() over (order by product) as integer) as product_key
    from named
)

select * from final
