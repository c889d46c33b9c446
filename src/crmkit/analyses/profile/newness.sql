-- Who bought in the last 30, 90 and 365 days up to a day ($as_of), by whether the first purchase is in them.
-- grain: days + whether new
with windows as (
    select unnest([30, 90, 365]) as last_days
),

purchases as (
    select
        windows.last_days,
        orders.customer_key,
        bought.tenure_days < windows.last_days as is_new,
        orders.net
    from qualifying_orders as orders
    inner join trait_bought as bought on orders.customer_key = bought.customer_key
    inner join windows on $as_of - orders.purchase_day < windows.last_days
    where orders.purchase_day <= $as_of
),

final as (
    select
        last_days,
        is_new,
        count(distinct customer_key) as customers,
        cast(sum(net) * 100 as bigint) as net_fen
    from purchases
    group by last_days, is_new
)

select * from final
order by last_days, is_new
