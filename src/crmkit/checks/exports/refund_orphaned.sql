-- Refund cases that took money back from an order which is in no file.
-- grain: refund case
with final as (
    select
        coalesce(refunds.order_text, refunds.order_key::varchar) as order_id,
        null as customer,
        null as file,
        coalesce(refunds.finished_at, refunds.applied_at)::date as day,
        refunds.amount::decimal(38, 2) as amount,
        null as value
    from kept.refunds as refunds
    anti join kept.orders as orders
        on orders.order_key = refunds.order_key
        and orders.order_text is not distinct from refunds.order_text
    where refunds.status = 2 and not starts_with(coalesce(refunds.refund_text, ''), '>')
)

select * from final
