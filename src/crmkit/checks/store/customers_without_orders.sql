-- Customers without an order, a refund or a row of a customer list: their orders became those of a surer name.
-- grain: customer
with final as (
    select
        coalesce(first_order_text, first_order_key::varchar) as order_id,
        nick as customer,
        null as file,
        null::date as day,
        null as amount,
        null as value
    from kept.customers
    where customer_key not in (select customer_key from kept.orders where customer_key is not null)
        and customer_key not in (select customer_key from kept.refunds where customer_key is not null)
        and customer_key not in (select customer_key from kept.customer_facts)
)

select * from final
