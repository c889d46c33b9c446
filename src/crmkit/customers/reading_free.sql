-- Whether purchases of 0 count: those of a plain log of purchases, which knows no status and no refund.
-- Marks below 4 are passed over by the statistics of the table, unread.
-- grain: one row, or none
with final as (
    select 1 as is_free
    from seen_orders
    where marks >= 4 and (marks & 4) > 0 and net = 0
    limit 1
)

select * from final
