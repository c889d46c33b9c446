-- Money kept by customer and product up to a day ($as_of); lines that brought none are left out.
-- grain: customer + product
with final as (
    select
        sales.customer_key,
        products.product_key,
        cast(sum(sales.net) * 100 as bigint) as net_fen
    from item_sales as sales
    inner join goods_products as products on sales.title = products.product
    where sales.purchase_day <= $as_of and (sales.net > 0 or not sales.is_line)
    group by sales.customer_key, products.product_key
)

select * from final
