-- The days on which each identified customer bought.
-- grain: customer + calendar day
with final as (
    select
        numbered_customers.customer_no,
        purchases.purchase_day as bought_on,
        purchases.orders as purchases,
        cast(purchases.net as decimal(18, 2)) as net_spend
    from purchases
    inner join numbered_customers on numbered_customers.customer_key = purchases.customer_key
)

select * from final
order by customer_no, bought_on
