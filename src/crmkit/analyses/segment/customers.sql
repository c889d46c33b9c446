-- Every customer with recency, frequency and money, the biggest spender first.
-- grain: customer
with final as (
    select
        customers.customer,
        rfm.last_purchase_on,
        rfm.recency_days,
        rfm.frequency,
        rfm.monetary_fen,
        rfm.customer_key
    from rfm
    inner join customers on rfm.customer_key = customers.customer_key
)

select * from final
order by monetary_fen desc, customer asc, customer_key asc
