-- Paid orders with what was paid and what of it went back, whenever that was; those that all came back, too. A purchase is
-- what counts as one in qualifying_orders.
-- grain: platform + shop + order id
with final as (
    select
        customer_key,
        purchase_day,
        paid,
        refund,
        is_purchase
    from order_states
    where is_paid
)

select * from final
