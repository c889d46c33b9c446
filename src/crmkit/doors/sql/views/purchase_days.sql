-- The days on which each identified customer bought.
-- grain: customer + calendar day
with buyers as (
    select
        customer_key,
        row_number() over (order by customer_key) as customer_no
    from customers
),

final as (
    select
        buyers.customer_no,
        purchases.purchase_day as bought_on,
        purchases.orders as purchases,
        cast(purchases.net as decimal(18, 2)) as net_spend
    from purchases
    inner join buyers on buyers.customer_key = purchases.customer_key
)

select * from final
