-- Every quarantined line, by file and line.
-- grain: one quarantined stretch of lines
with final as (
    select
        file,
        line,
        lines,
        reason,
        column_name,
        amount,
        digest
    from quarantine
    where ($file is null or ends_with(file, $file))
        and ($reason is null or reason = $reason)
    order by file, file_key, line, reason
)

select * from final
