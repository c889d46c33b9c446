-- What was bought by one of $slices parts of the customers.
-- grain: customer + day of the purchase + day known
with final as (
    select customer_key, bought, known, fen, orders
    from member_events
    where customer_key % $slices = $slice
)

select * from final
order by customer_key, bought, known
