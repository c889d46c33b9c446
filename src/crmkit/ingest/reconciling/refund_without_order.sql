-- Refund cases whose order is not there, or whose order id is a wreck: their money is taken off nothing.
-- grain: one row
with final as (
    select
        count(*) as rows,
        sum(cases.amount)::decimal(38, 2) as amount
    from target.kept.refunds as cases
    left join target.kept.orders as orders
        on orders.order_key = cases.order_key
        and orders.shop_key = cases.shop_key
        and orders.order_text is not distinct from cases.order_text
    where cases.status = 2 and not starts_with(cases.refund_text, '>') and (orders.order_key is null or cases.marks & 1 > 0)
)

select * from final
