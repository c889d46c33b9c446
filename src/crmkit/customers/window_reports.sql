-- What was read where no order is left to count: the currencies that were left out, and the order reports with their rows.
-- grain: one row
with final as (
    select
        (
            select string_agg(distinct value, ', ' order by value)
            from found
            where code in ('currency_mixed', 'currency_missing')
        ) as currencies,
        min(name) filter (where kind = 'orders') as report,
        coalesce(
            sum(physical_lines - title_lines - header_lines - blank_lines - total_lines) filter (where kind = 'orders'), 0
        ) as lines
    from loaded_files
)

select * from final
