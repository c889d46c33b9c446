-- The orders that questions are about.
-- grain: platform + shop + order id
with final as (
    select *
    from priced_orders
)

select * from final
