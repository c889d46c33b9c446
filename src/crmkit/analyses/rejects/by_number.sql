-- How many lines of each file are in quarantine, by the number of the file; forgotten: of how many the text went with somebody who
-- was forgotten, which takes the digest, too.
-- grain: one loaded file
with final as (
    select
        file_key,
        sum(case when digest <> '' then lines else 0 end)::bigint as lines,
        sum(case when digest = '' then lines else 0 end)::bigint as forgotten
    from quarantine
    where ($file is null or ends_with(file, $file))
        and ($reason is null or reason = $reason)
    group by file_key
)

select * from final
