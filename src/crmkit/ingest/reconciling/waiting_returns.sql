-- The rows of money that went back, in the order of their times.
-- grain: one return
with final as (
    select
        refund_text,
        shop_key,
        order_key,
        order_text,
        customer_key,
        finished_at,
        amount,
        file_key,
        currency
    from target.kept.refunds
    where status = 3
    order by finished_at, customer_key, order_key, order_text, amount, refund_text
)

select * from final
