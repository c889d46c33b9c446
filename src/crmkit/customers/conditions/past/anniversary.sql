-- Whether the first purchase of each customer until $as_of was on one of $days, such as ",02-28,03-01,", in an earlier year: before
-- $before.
-- grain: customer who bought
with bought as (
    select
        customer_key,
        min(purchase_day) as first_day
    from purchases
    where purchase_day <= $as_of
    group by customer_key
),

final as (
    select
        customer_key,
        first_day < $before and contains($days, concat(',', substr(cast(first_day as string), 6, 5), ',')) as answer
    from bought
)

select * from final
