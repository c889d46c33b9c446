-- Every customer who is counted, by name, with what they bought.
-- grain: customer
with final as (
    select
        bought.customer_key,
        customers.customer,
        bought.first_purchase_on,
        bought.last_purchase_on,
        bought.recency_days,
        bought.tenure_days,
        bought.purchase_days,
        bought.purchase_days_365,
        bought.orders,
        bought.units,
        bought.net_spend,
        bought.avg_basket,
        bought.is_repeat
    from trait_bought as bought
    inner join customers on bought.customer_key = customers.customer_key
)

select * from final
