-- How many lines of each file are in quarantine, by the number of the file.
-- grain: one loaded file
with final as (
    select
        file_key,
        sum(lines)::bigint as lines
    from quarantine
    where ($file is null or ends_with(file, $file))
        and ($reason is null or reason = $reason)
    group by file_key
)

select * from final
