-- What the store remembers of the files it was loaded from.
-- grain: one loaded file
with final as (
    select
        name,
        sha256,
        size,
        shop,
        said,
        kind,
        physical_lines,
        title_lines,
        header_lines,
        blank_lines,
        total_lines,
        follow_up_lines,
        never_paid_lines,
        skipped_lines,
        forgotten_lines,
        quarantined_lines
    from loaded_files
    order by file_key
)

select * from final
