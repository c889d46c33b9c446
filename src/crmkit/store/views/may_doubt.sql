-- Whether anything of what the view of doubts looks for is there. That view takes longer to plan than a small store to ask.
-- grain: one row
with final as (
    select
        exists (select 1 from kept.refunds)
        or exists (select 1 from kept.order_lines)
        or exists (select 1 from kept.orders where doubts > 0 or marks > 0 or status = 0) as may_doubt
)

select * from final
