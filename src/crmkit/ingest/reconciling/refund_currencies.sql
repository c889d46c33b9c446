-- Refund cases whose currency is not known to be that of their order: in another one their money is taken off nothing, for it
-- cannot be compared (an order that counts nothing, or has a refund of its own, lacks none); of an order that names none
-- it is taken off one to one.
-- grain: kind of doubt + currency
with found as (
    select
        case
            when cases.marks & 2 > 0 and (orders.refund = 0 or cases.status = 4) then 'refund_other_currency'
            when cases.status = 2 and cases.marks = 0 and orders.currency is null and cases.currency not in ('CNY', '¥', '￥') then 'refund_currency_assumed'
        end as code,
        cases.amount,
        cases.currency as value
    from target.kept.refunds as cases
    inner join target.kept.orders as orders
        on orders.order_key = cases.order_key
        and orders.shop_key = cases.shop_key
        and orders.order_text is not distinct from cases.order_text
    where cases.status = 2 and orders.net > 0 or cases.status = 4 and cases.marks & 2 > 0
),

final as (
    select
        code,
        count(*) as rows,
        sum(amount)::decimal(38, 2) as amount,
        value
    from found
    where code is not null
    group by code, value
)

select * from final order by code desc, value
