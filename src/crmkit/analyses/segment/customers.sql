-- Every customer with recency, frequency and money, the biggest spender first.
-- grain: customer
with final as (
    select
        customers.customer,
        scores_rfm.last_purchase_on,
        scores_rfm.recency_days,
        scores_rfm.frequency,
        scores_rfm.monetary_fen,
        scores_rfm.customer_key
    from scores_rfm
    inner join customers on scores_rfm.customer_key = customers.customer_key
)

select * from final
order by monetary_fen desc, customer asc, customer_key asc
