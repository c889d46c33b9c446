-- The digest of the keys that the store was made with, where it has one.
-- grain: store
with final as (
    select value
    from kept.meta
    where name = 'key_check'
)

select * from final
