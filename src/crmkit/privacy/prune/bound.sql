-- The day before which nothing is kept, if the store was ever pruned.
-- grain: one row at most
with final as (
    select value::date as pruned_before
    from kept.meta
    where name = 'pruned_before'
)

select * from final
