-- Orders in another currency than most orders.
-- grain: platform + shop + order id
with currencies as (
    select
        coalesce(currency, 'CNY') as code,
        count(*) as orders
    from kept.orders
    where net + refund > 0
    group by coalesce(currency, 'CNY')
),

usual as (
    select code
    from currencies
    order by orders desc, code
    limit 1
),

final as (
    select
        coalesce(order_text, order_key::varchar) as order_id,
        null as customer,
        null as file,
        coalesce(created_at, paid_at)::date as day,
        null as amount,
        coalesce(currency, 'CNY') as value
    from kept.orders
    where net + refund > 0
        and coalesce(currency, 'CNY') <> (select code from usual)
)

select * from final
