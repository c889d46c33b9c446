-- What each customer bought for the most money: the product, the category word, its share of the money of products with
-- a category word, and how many of each they bought. Of equals the first by name.
-- grain: customer who bought a product with a name
with by_product as (
    select
        customer_key,
        -- the most money, then the smallest number, in one number
        max(cast(net_fen as hugeint) * 16777216 + 16777215 - product_key) as best,
        count(*) as products
    from goods_money
    group by customer_key
),

category_money as (
    select
        money.customer_key,
        categories.category_key,
        sum(money.net_fen) as net_fen
    from goods_money as money
    inner join goods_categories as categories on money.product_key = categories.product_key
    group by money.customer_key, categories.category_key
),

by_category as (
    select
        customer_key,
        max(cast(net_fen as hugeint) * 16777216 + 16777215 - category_key) as best,
        max(net_fen) as most_fen,
        sum(net_fen) as all_fen,
        count(*) as categories
    from category_money
    group by customer_key
),

words as (
    select distinct
        category_key,
        category
    from goods_categories
),

final as (
    select
        by_product.customer_key,
        products.product as top_product,
        words.category,
        case when by_category.all_fen > 0 then round(cast(by_category.most_fen / by_category.all_fen as double), 6) end as category_share,
        cast(coalesce(by_category.categories, 0) as integer) as categories,
        cast(by_product.products as integer) as products
    from by_product
    inner join goods_products as products on products.product_key = cast(16777215 - mod(by_product.best, 16777216) as integer)
    left join by_category on by_product.customer_key = by_category.customer_key
    left join words on words.category_key = cast(16777215 - mod(by_category.best, 16777216) as integer)
)

select * from final
