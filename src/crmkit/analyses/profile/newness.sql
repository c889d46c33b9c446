-- Who bought in the last 30, 90 and 365 days up to a day ($as_of), by whether the first purchase is in them.
-- grain: days + whether new
with windows as (
    select unnest([30, 90, 365]) as last_days
),

buyers as (
    select
        windows.last_days,
        bought.tenure_days < windows.last_days as is_new,
        count(*) as customers
    from trait_bought as bought
    inner join windows on bought.recency_days < windows.last_days
    group by windows.last_days, bought.tenure_days < windows.last_days
),

paid as (
    select
        windows.last_days,
        bought.tenure_days < windows.last_days as is_new,
        sum(days.net) as net
    from bought_days as days
    inner join trait_bought as bought on days.customer_key = bought.customer_key
    inner join windows on $as_of - days.purchase_day < windows.last_days
    group by windows.last_days, bought.tenure_days < windows.last_days
),

final as (
    select
        buyers.last_days,
        buyers.is_new,
        buyers.customers,
        cast(paid.net * 100 as bigint) as net_fen
    from buyers
    inner join paid on buyers.last_days = paid.last_days and buyers.is_new = paid.is_new
)

select * from final
order by last_days, is_new
