-- Those of the customers of the shops that were asked for, whichever shop wrote to them.
-- grain: shop + customer + channel + moment + campaign
with final as (
    select *
    from whole.contacts
    where customer_key in (select customer_key from kept.customers)
)

select * from final
