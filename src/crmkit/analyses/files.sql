-- The account of every loaded file, in the order of loading.
-- grain: one loaded file
with final as (
    select
        file_key,
        name as file,
        kind,
        dialect,
        encoding,
        physical_lines as lines,
        title_lines,
        header_lines,
        blank_lines,
        total_lines,
        loaded_lines,
        padded_lines,
        unchanged_lines,
        older_lines,
        quarantined_lines,
        net_total,
        first_day as data_from,
        last_day as data_to,
        loaded_at,
        version,
        sha256
    from loaded_files
)

select * exclude (file_key) from final
order by file_key
