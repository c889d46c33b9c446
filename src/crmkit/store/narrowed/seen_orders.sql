-- The orders of the customers of an audience, in place of those of the whole shop.
-- A refund that only refund cases have, where the amount is known to be what is left (mark 32, apply_refunds.sql), is the order's
-- refund.
-- grain: platform + shop + order id
with final as (
    select * replace (case when (marks & 32) > 0 then refund_reported else refund end as refund)
    from priced_orders
    where customer_key in (select customer_key from audience)
)

select * from final
