-- How many lines of each file are in quarantine for which reason.
-- grain: file + reason
with final as (
    select
        file,
        reason,
        sum(lines)::bigint as lines,
        min(line) as first_line,
        sum(amount)::decimal(38, 2) as amount
    from quarantine
    where ($file is null or ends_with(file, $file))
        and ($reason is null or reason = $reason)
    group by file, reason
    order by file, lines desc, reason
)

select * from final
