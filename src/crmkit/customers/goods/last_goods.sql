-- What identified customers bought and kept on their last purchase day, by title, with its money; lines that brought none are
-- left out. The last day is that of the temporary table ``rhythms``.
-- grain: customer + local calendar day + product
with final as (
    select
        sales.customer_key,
        sales.purchase_day,
        sales.title as product,
        cast(sum(sales.net) * 100 as bigint) as fen
    from item_sales as sales
    inner join rhythms
        on sales.customer_key = rhythms.customer_key and sales.purchase_day = rhythms.last_purchase_on
    where sales.title is not null and (sales.net > 0 or not sales.is_line)
    group by sales.customer_key, sales.purchase_day, sales.title
)

select * from final
