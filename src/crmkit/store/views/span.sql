-- The reach of the data: first and last order day, how many orders, how many purchases nobody can be named for.
-- What counts as a purchase is as in qualifying_orders; one scan tells both.
-- grain: one row
with counted as (
    select
        coalesce(created_at, paid_at) as first_at,
        greatest(created_at, paid_at) as last_at,
        customer_key,
        case when refund_reported > refund then net + refund - refund_reported else net end as kept_net,
        marks
    from seen_orders
),

judged as (
    select
        first_at,
        last_at,
        kept_net,
        (kept_net > 0 or (kept_net = 0 and (marks & 4) > 0)) as is_purchase,
        customer_key is null as is_nobody
    from counted
),

final as (
    select
        min(first_at)::date as first_day,
        max(last_at)::date as last_day,
        count(*) as orders,
        count(*) filter (where is_purchase) as purchases,
        count(*) filter (where is_purchase and is_nobody) as unidentified_purchases,
        coalesce(sum(kept_net) filter (where is_purchase and is_nobody), 0)::decimal(38, 2) as unidentified_net
    from judged
)

select * from final
