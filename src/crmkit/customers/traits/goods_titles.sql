-- The products of which money was kept, by name: the title of an order that has item lines is none of them.
-- grain: product
with final as (
    select
        product,
        product_key
    from goods_products
    where product_key in (select product_key from goods_money)
)

select * from final
order by product_key
