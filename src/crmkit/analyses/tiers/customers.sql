-- Every customer with the money of the window, the biggest spender first.
-- grain: customer
with final as (
    select
        customers.customer,
        scores_spent.last_purchase_on,
        scores_spent.orders,
        scores_spent.net_fen,
        scores_spent.customer_key
    from scores_spent
    inner join customers on scores_spent.customer_key = customers.customer_key
)

select * from final
order by net_fen desc, customer asc, customer_key asc
