-- The names of all loaded files.
-- grain: one loaded file
with final as (
    select file
    from loaded_files
    order by file_key
)

select * from final
