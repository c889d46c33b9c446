-- Files with more or fewer rejected lines in the list than in their account; the list of a file that was loaded anew from its
-- place went with it.
-- grain: loaded file
with listed as (
    select
        file_key,
        sum(lines) as lines
    from kept.rejects
    group by file_key
),

latest as (
    select
        *,
        file_key = max(file_key) over (partition by coalesce(place, file_key::varchar), kind) as is_latest
    from loaded_files
),

final as (
    select
        null as order_id,
        null as customer,
        latest.file,
        latest.first_day as day,
        null as amount,
        coalesce(listed.lines, 0)::varchar || ' / ' || latest.quarantined_lines::varchar as value
    from latest
    left join listed on listed.file_key = latest.file_key
    where coalesce(listed.lines, 0) <> latest.quarantined_lines
        and (latest.is_latest or listed.lines is not null)
)

select * from final
