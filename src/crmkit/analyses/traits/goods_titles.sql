-- The products by name.
-- grain: product
with final as (
    select
        product,
        product_key
    from goods_products
)

select * from final
order by product_key
