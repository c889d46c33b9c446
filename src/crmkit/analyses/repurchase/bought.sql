-- What identified customers bought on each purchase day, by the number of the product.
-- grain: customer + local calendar day + product
with final as (
    select
        goods.customer_key,
        goods.purchase_day,
        titles.product_key
    from goods
    inner join titles on titles.product = goods.product
)

select * from final
