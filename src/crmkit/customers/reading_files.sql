-- How many files the store was loaded from.
-- grain: one row
with final as (
    select count(*) as files
    from loaded_files
)

select * from final
