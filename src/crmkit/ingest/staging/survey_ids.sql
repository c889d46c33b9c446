-- How many order ids of the staged lines a spreadsheet destroyed, or cut to 15 digits and zeros.
-- grain: one row
with final as (
    select
        count(*) filter (where marks = 1) as destroyed,
        count(distinct order_key) filter (where order_text is null and order_key >= 1000000000000000) as long_ids,
        count(distinct order_key) filter (where order_text is null and order_key >= 1000000000000000 and order_key % 100 = 0) as zero_tailed
    from staged
)

select * from final
