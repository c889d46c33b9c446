-- The reach of the data: first and last order day, the days with purchases, how many orders, how many purchases without
-- an identified buyer. What counts as a purchase is as in qualifying_orders; one scan finds all.
-- grain: one row
with counted as (
    select
        coalesce(created_at, paid_at) as first_at,
        greatest(created_at, paid_at) as last_at,
        coalesce(paid_at, created_at)::date as purchase_day,
        customer_key,
        case when refund_reported > refund then net + refund - refund_reported else net end as kept_net,
        marks
    from seen_orders
),

classified as (
    select
        first_at,
        last_at,
        purchase_day,
        kept_net,
        (kept_net > 0 or (kept_net = 0 and (marks & 4) > 0)) as is_purchase,
        customer_key is null as is_unidentified
    from counted
),

dated as (
    select
        purchase_day,
        min(first_at) as first_at,
        max(last_at) as last_at,
        count(*) as orders,
        count(*) filter (where is_purchase) as purchases,
        count(*) filter (where is_purchase and is_unidentified) as unidentified_purchases,
        sum(case when is_purchase and is_unidentified then kept_net else 0 end) as unidentified_net
    from classified
    group by purchase_day
),

final as (
    select
        min(first_at)::date as first_day,
        max(last_at)::date as last_order_day,
        cast(coalesce(sum(orders), 0) as bigint) as orders,
        cast(coalesce(sum(purchases), 0) as bigint) as purchases,
        cast(coalesce(sum(unidentified_purchases), 0) as bigint) as unidentified_purchases,
        cast(coalesce(sum(unidentified_net), 0) as decimal(38, 2)) as unidentified_net,
        coalesce(list(purchase_day order by purchase_day) filter (where purchases > 0), []) as purchase_days
    from dated
)

select * from final
