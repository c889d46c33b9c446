-- Kinds of goods sold, those with a cost, and costs whose sku or title was sold at all.
-- grain: one row
with kinds as (
    select
        title,
        sku,
        max(cost) as cost
    from sold
    where title is not null or sku is not null
    group by title, sku
),

names as (
    select title as product from kinds
    union
    select sku as product from kinds
),

final as (
    select
        count(*) as kinds,
        count(cost) as with_cost,
        (select count(*) from costs inner join names on costs.product = names.product) as costs_used
    from kinds
)

select * from final
