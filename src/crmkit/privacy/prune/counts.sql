-- What goes and what stays, counted.
-- grain: one row
with final as (
    select
        (select count(*) from pruned_orders) as orders,
        (select count(*) from target.kept.orders) - (select count(*) from pruned_orders) as orders_kept,
        (select count(*) from pruned_lines) as item_lines,
        (select count(*) from pruned_refunds) as refund_cases,
        (select count(*) from pruned_customers) as customers,
        (select count(*) from pruned_facts) as customer_rows,
        (
            select count(*)
            from target.kept.orders
            where coalesce(created_at, paid_at, shipped_at, received_at, status_at) is null
        ) as undated
)

select * from final
