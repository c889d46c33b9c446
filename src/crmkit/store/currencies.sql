-- The currencies that the orders of a store are in; yuan need no name.
-- grain: one currency
with final as (
    select distinct coalesce(currency, 'CNY') as currency
    from kept.orders
    where net > 0 or refund > 0
    order by currency
)

select * from final
