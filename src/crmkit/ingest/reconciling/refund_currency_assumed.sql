-- Refund cases in a currency, of orders that name none: they are taken off one to one.
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
    where cases.status = 2 and cases.marks = 0 and orders.currency is null and cases.currency not in ('CNY', '¥', '￥')
        and orders.net > 0
    group by cases.currency
)

select * from final order by value
