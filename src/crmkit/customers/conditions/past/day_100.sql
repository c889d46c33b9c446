-- Whether the first purchase of each customer until $as_of was from $first to $last, so that its 100th day is within the days asked.
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
        first_day >= $first and first_day <= $last as answer
    from bought
)

select * from final
