-- What one customer ($key) bought and kept on each day, the most money first. Reads the temporary table ``goods``.
-- grain: local calendar day + product
with final as (
    select
        purchase_day,
        product,
        fen
    from goods
    where customer_key = $key
)

select
    purchase_day,
    product
from final
order by purchase_day, fen desc, product
