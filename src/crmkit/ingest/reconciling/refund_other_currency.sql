-- Refund cases in another currency than their order: their money is taken off nothing, for it cannot be compared. An order that
-- counts nothing, or has a refund of its own, lacks none.
-- grain: one currency
with final as (
    select
        count(*) as rows,
        sum(cases.amount)::decimal(38, 2) as amount,
        cases.currency as value
    from target.kept.refunds as cases
    inner join target.kept.orders as orders
        on orders.order_key = cases.order_key
        and orders.shop_key = cases.shop_key
        and orders.order_text is not distinct from cases.order_text
    where cases.status = 2 and cases.marks & 2 > 0 and orders.net > 0 and orders.refund = 0
    group by cases.currency
)

select * from final order by value
