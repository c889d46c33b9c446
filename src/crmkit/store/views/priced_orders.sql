-- The orders whose money can be added up: all of them, where a store has one currency.
-- grain: platform + shop + order id
with final as (
    select *
    from kept.orders
)

select * from final
