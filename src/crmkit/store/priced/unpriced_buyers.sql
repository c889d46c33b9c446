-- Buyers who ordered, but nothing in the currency that was asked for: to say that they never bought would be wrong.
-- grain: customer
with final as (
    select customer_key
    from kept.orders
    where customer_key is not null
    group by customer_key
    having not bool_or(coalesce(currency, 'CNY') = getvariable('currency'))
)

select * from final
