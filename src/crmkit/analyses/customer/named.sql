-- The customer who is called so to the letter ($who): by nick, or by the name that stands for who has none.
-- grain: customer
with final as (
    select customer_key
    from customers
    where customer = $who
)

select * from final
order by customer_key
