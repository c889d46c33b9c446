-- Files whose lines are not all in exactly one place of their account.
-- grain: loaded file
with final as (
    select
        null as order_id,
        null as customer,
        file,
        first_day as day,
        null as amount,
        physical_lines::varchar as value
    from loaded_files
    where physical_lines <> title_lines + header_lines + blank_lines + total_lines + loaded_lines + padded_lines + follow_up_lines
        + never_paid_lines + skipped_lines + coalesce(forgotten_lines, 0) + unchanged_lines + older_lines + quarantined_lines
)

select * from final
