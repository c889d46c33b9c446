-- What came back of each customer's day, by the day since when it is known.
-- grain: customer + local calendar day + day known
with final as (
    select
        customer_key,
        purchase_day,
        known_on,
        cast(sum(fen) as bigint) as fen
    from returns
    where customer_key is not null
    group by customer_key, purchase_day, known_on
)

select * from final
