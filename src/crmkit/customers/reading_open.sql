-- Whether something may be open that the view of doubts would name.
-- grain: one row
with final as (
    select may_doubt
    from may_doubt
)

select * from final
