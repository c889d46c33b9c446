-- The loaded files in the order of their loading, with the account of their physical lines.
-- grain: one loaded file
with final as (
    select
        file_key as file_number,
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
        follow_up_lines,
        never_paid_lines,
        skipped_lines,
        unchanged_lines,
        older_lines,
        quarantined_lines,
        case when kind = 'orders' then net_total end as net_total,
        first_day as data_from,
        last_day as data_to,
        loaded_at,
        sha256
    from loaded_files
    order by file_key
)

select * from final
