-- Rows that are of no loaded file, or more of them than the file had records; a record of orders may have several lines,
-- and lines of forgotten people are counted apart.
-- grain: table + file
with counted as (
    select 'orders' as name, file_key, count(*) as rows from kept.orders group by file_key
    union all
    select 'order_lines' as name, file_key, case when file_key in (select file_key from kept.files where kind = 'items') then count(*) else 0 end as rows
    from kept.order_lines group by file_key
    union all
    select 'refunds' as name, file_key, count(*) as rows from kept.refunds where not starts_with(coalesce(refund_text, ''), '>') group by file_key
    union all
    select 'customer_facts' as name, file_key, count(*) as rows from kept.customer_facts group by file_key
    union all
    select 'contacts' as name, file_key, count(*) as rows from kept.contacts group by file_key
    union all
    select 'consents' as name, file_key, count(*) as rows from kept.consents group by file_key
    union all
    select 'rejects' as name, file_key, 0 as rows from kept.rejects group by file_key
    union all
    select 'findings' as name, file_key, 0 as rows from kept.findings group by file_key
),

final as (
    select
        null as order_id,
        null as customer,
        files.file,
        files.first_day as day,
        null as amount,
        counted.name || ' (' || counted.file_key::varchar || '): ' || counted.rows::varchar || ' / '
        || coalesce(files.records + coalesce(files.forgotten_lines, 0), 0)::varchar as value
    from counted
    left join loaded_files as files on files.file_key = counted.file_key
    where files.file_key is null or counted.rows > files.records + coalesce(files.forgotten_lines, 0)
)

select * from final
