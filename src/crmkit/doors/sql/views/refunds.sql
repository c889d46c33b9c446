-- What was refunded of paid orders, and since when it is known; without a date in a refund report 30 days after the purchase.
-- grain: paid order + day known
with final as (
    select
        numbered_customers.customer_no,
        returns.purchase_day as bought_on,
        returns.known_on as refunded_on,
        cast(cast(returns.fen as decimal(18, 0)) * 0.01 as decimal(18, 2)) as refunded_amount
    from returns
    left join numbered_customers on numbered_customers.customer_key = returns.customer_key
)

select * from final
order by customer_no, bought_on, refunded_on, refunded_amount
