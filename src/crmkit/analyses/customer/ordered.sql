-- Whose order this is, by its number ($number, where it is a plain one) or its text ($who, also with the # that Shopify
-- puts before it); null for an unidentified buyer.
-- grain: customer
with final as (
    select distinct customer_key
    from seen_orders
    where order_text is null and order_key = $number or order_text in ($who, '#' || $who)
)

select * from final
order by customer_key
