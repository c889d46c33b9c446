-- All purchases that the store holds, to compare with the platform.
-- grain: one row
with final as (
    select
        count(*) as purchases,
        cast(coalesce(sum(net), 0) as decimal(38, 2)) as net_sales,
        min(purchase_day) as first_day,
        max(purchase_day) as last_day
    from qualifying_orders
)

select * from final
