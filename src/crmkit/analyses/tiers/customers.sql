-- Every customer with the money of the window, the biggest spender first.
-- grain: customer
with final as (
    select
        customers.customer,
        spent.last_purchase_on,
        spent.orders,
        spent.net_fen,
        spent.customer_key
    from spent
    inner join customers on spent.customer_key = customers.customer_key
)

select * from final
order by net_fen desc, customer asc, customer_key asc
