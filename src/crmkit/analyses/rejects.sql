-- Quarantined lines, of one file or for one reason when asked, in the order of files and lines.
-- grain: one quarantined stretch of lines
with final as (
    select
        file,
        file_key,
        line,
        lines,
        reason,
        column_name as source_column,
        digest
    from quarantine
    where ($file is null or file = $file)
        and ($reason is null or reason = $reason)
)

select
    file,
    line,
    lines,
    reason,
    source_column,
    digest
from final
order by file_key, line, reason, digest
