-- The money in other currencies than the one ($code) that an answer is in.
-- grain: one currency
with final as (
    select
        coalesce(currency, 'CNY') as currency,
        count(*) as orders,
        sum(net)::decimal(38, 2) as amount
    from kept.orders
    where (net > 0 or refund > 0) and coalesce(currency, 'CNY') <> $code
    group by 1
    order by 1
)

select * from final
