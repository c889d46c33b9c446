-- The orders of the customers of an audience, in place of those of the whole shop.
-- grain: platform + shop + order id
with final as (
    select *
    from priced_orders
    where customer_key in (select customer_key from audience)
)

select * from final
