-- The product named after each purchase day: the one with the most money, then the first by name.
-- grain: customer + local calendar day
with ranked as (
    select
        customer_key,
        purchase_day,
        product_key,
        row_number() over (partition by customer_key, purchase_day order by fen desc, product_key asc) as place
    from outlook_bought
),

final as (
    select
        customer_key,
        purchase_day,
        product_key
    from ranked
    where place = 1
)

select * from final
