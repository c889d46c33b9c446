-- Refund cases that are open, or whose state no word is known for: their money is not deducted. A case of an order that was
-- closed by its refund is over.
-- grain: one refund case
with final as (
    select
        refunds.shop_key,
        refunds.order_key,
        refunds.order_text,
        coalesce(orders.customer_key, refunds.customer_key) as customer_key,
        cast(coalesce(refunds.applied_at, refunds.finished_at) as date) as asked_on,
        refunds.amount,
        coalesce(refunds.title, orders.title) as title
    from kept.refunds as refunds
    left join kept.orders as orders
        on orders.order_key = refunds.order_key
        and orders.shop_key = refunds.shop_key
        and orders.order_text is not distinct from refunds.order_text
    where refunds.status = 0
        and (refunds.marks & 2) = 0
        and orders.status is distinct from 6
        -- none of an order in a currency that was not asked for
        and coalesce(orders.currency, 'CNY') = coalesce(getvariable('currency'), orders.currency, 'CNY')
)

select * from final
