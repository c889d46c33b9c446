-- The reach of the data: first and last order day, how many orders, how many purchases nobody can be named for.
-- grain: one row
with final as (
    select
        min(coalesce(created_at, paid_at))::date as first_day,
        max(greatest(created_at, paid_at))::date as last_day,
        count(*) as orders,
        count(*) filter (where net > 0 or marks >= 4) as purchases,
        count(*) filter (where (net > 0 or marks >= 4) and customer_key is null) as unidentified_purchases,
        coalesce(sum(net) filter (where (net > 0 or marks >= 4) and customer_key is null), 0)::decimal(38, 2) as unidentified_net
    from kept.orders
)

select * from final
