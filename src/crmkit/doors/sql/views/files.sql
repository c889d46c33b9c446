-- The loaded files with their line counts.
-- grain: loaded file
with final as (
    select
        file_key as file_number,
        file,
        platform,
        kind as contents,
        dialect,
        encoding,
        physical_lines as lines,
        loaded_lines,
        quarantined_lines as rejected_lines,
        first_day as data_from,
        last_day as data_to,
        loaded_at
    from loaded_files
)

select * from final
order by file_number
