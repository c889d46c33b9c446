-- Kinds of goods sold, those with a cost, and costs that a sale was found for.
-- grain: one row
with kinds as (
    select
        title,
        sku,
        max(product) as product
    from sold
    where title is not null or sku is not null
    group by title, sku
),

final as (
    select
        count(*) as kinds,
        count(product) as with_cost,
        count(distinct product) as costs_used
    from kinds
)

select * from final
