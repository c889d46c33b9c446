-- What was bought by the customers whose keys lie in one part of all keys.
-- grain: customer + day of the purchase + day known
with final as (
    select customer_key, bought, known, fen, orders
    from member_events
    where customer_key >= $lowest and customer_key <= $highest
)

select * from final
order by customer_key, bought, known
