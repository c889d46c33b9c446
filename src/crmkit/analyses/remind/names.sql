-- The titles of the products that the customers to remind bought last.
-- grain: product
with final as (
    select
        titles.product_key,
        titles.product
    from titles
    where titles.product_key in (select product_key from reminded)
)

select * from final
order by product_key
