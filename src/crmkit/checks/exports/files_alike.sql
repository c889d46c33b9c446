-- Files with the very bytes of an earlier one, read otherwise or for another shop.
-- grain: loaded file
with final as (
    select
        null as order_id,
        null as customer,
        later.file,
        later.first_day as day,
        case when later.kind = 'orders' then later.net_total end::decimal(38, 2) as amount,
        min(earlier.file) as value
    from loaded_files as later
    inner join loaded_files as earlier
        on earlier.sha256 = later.sha256
        and earlier.kind = later.kind
        and earlier.dialect = later.dialect
        and earlier.file = later.file
        and earlier.file_key < later.file_key
    group by later.file_key, later.file, later.first_day, later.kind, later.net_total
)

select * from final
