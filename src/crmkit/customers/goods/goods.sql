-- What identified customers bought and kept on each purchase day, by title, with its money; lines that brought none are left
-- out.
-- grain: customer + local calendar day + product
with final as (
    select
        customer_key,
        purchase_day,
        title as product,
        cast(sum(net) * 100 as bigint) as fen
    from item_sales
    where title is not null and purchase_day <= $as_of and (net > 0 or not is_line)
    group by customer_key, purchase_day, title
)

select * from final
