-- Goods sold to identified customers up to a day ($as_of), each with its unit cost where one is given for its sku or, else, its
-- title.
-- grain: customer + product
with grouped as (
    select
        customer_key,
        title,
        sku,
        cast(sum(coalesce(quantity, 1)) as bigint) as units,
        cast(sum(net) * 100 as bigint) as net_fen
    from item_sales
    where purchase_day <= $as_of
    group by customer_key, title, sku
),

final as (
    select
        grouped.customer_key,
        grouped.title,
        grouped.sku,
        grouped.net_fen,
        grouped.units * coalesce(by_sku.cost, by_title.cost) as cost
    from grouped
    left join costs as by_sku on grouped.sku = by_sku.product
    left join costs as by_title on grouped.title = by_title.product
)

select * from final
