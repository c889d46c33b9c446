-- Whether purchases of 0 count: those of a plain log of purchases, which knows no status and no refund.
-- grain: one row, or none
with final as (
    select 1 as is_free
    from qualifying_orders
    where net = 0
    limit 1
)

select * from final
