-- The product of each customer's first purchase day, the one with the most money, then the first by name.
-- grain: customer
with joined as (
    select
        customer_key,
        min(purchase_day) as first_day
    from qualifying_orders
    where customer_key is not null and purchase_day <= $as_of
    group by customer_key
),

ranked as (
    select
        sales.customer_key,
        sales.title as label,
        row_number() over (partition by sales.customer_key order by sum(sales.net) desc, sales.title asc) as turn
    from item_sales as sales
    inner join joined on sales.customer_key = joined.customer_key and sales.purchase_day = joined.first_day
    where sales.title is not null
    group by sales.customer_key, sales.title
),

named as (
    select
        label,
        cast(row_number() over (order by label) as integer) as place
    from ranked
    where turn = 1
    group by label
),

final as (
    select
        ranked.customer_key,
        named.place,
        named.label
    from ranked
    inner join named on ranked.label = named.label
    where ranked.turn = 1
)

select * from final
