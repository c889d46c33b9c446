-- Goods by the number of the product, with the days since the same customer's previous purchase day of it.
-- grain: customer + local calendar day + product
with final as (
    select
        goods.customer_key,
        goods.purchase_day,
        titles.product_key,
        goods.fen,
        cast(
            goods.purchase_day - lag(goods.purchase_day) over (
                partition by goods.customer_key, titles.product_key order by goods.purchase_day
            ) as integer
        ) as interval_days
    from goods
    inner join titles on goods.product = titles.product
)

select * from final
