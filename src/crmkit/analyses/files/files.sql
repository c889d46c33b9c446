-- The loaded files in the order of their loading, with the account of their physical lines.
-- grain: one loaded file
with shops_of_files as (
    select
        file_key,
        string_agg(distinct platform, ', ' order by platform) as platform,
        string_agg(distinct shop, ', ' order by shop) as shop
    from file_shops
    group by file_key
),

final as (
    select
        files.file_key as file_number,
        file,
        shops_of_files.platform,
        coalesce(shops_of_files.shop, nullif(files.shop, '')) as shop,
        kind as contents,
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
        forgotten_lines,
        unchanged_lines,
        older_lines,
        quarantined_lines as rejected_lines,
        case when kind = 'orders' then net_total end as net_sales,
        first_day as data_from,
        last_day as data_to,
        loaded_at,
        sha256
    from loaded_files as files
    left join shops_of_files on files.file_key = shops_of_files.file_key
    order by files.file_key
)

select * from final
