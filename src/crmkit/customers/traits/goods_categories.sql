-- The category word of every product that has one ($products, $categories: numbers, $words).
-- grain: product
with final as (
    select
        unnest($products) as product_key,
        unnest($categories) as category_key,
        unnest($words) as category
)

select * from final
