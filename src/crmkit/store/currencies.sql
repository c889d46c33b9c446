-- The currencies that the orders of a store are in; yuan need no name. Where no order names one, nothing is compared.
-- grain: one currency
with final as (
    select distinct currency
    from kept.orders
    where currency is not null and (net > 0 or refund > 0)
    union
    select 'CNY' as currency
    where exists (select 1 from kept.orders where currency is null and (net > 0 or refund > 0))
    order by currency
)

select * from final
