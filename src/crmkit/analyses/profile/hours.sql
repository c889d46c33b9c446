-- Purchases of identified customers up to a day ($as_of) by two hours and weekday, where the file has the time.
-- grain: two hours + weekday (1: Monday)
with final as (
    select
        cast(hour(purchased_at) // 2 as integer) as two_hours,
        cast(isodow(purchased_at) as integer) as weekday_number,
        count(*) as orders,
        cast(sum(net) * 100 as bigint) as net_fen
    from qualifying_orders
    where customer_key is not null and purchase_day <= $as_of and purchased_at <> purchase_day
    group by two_hours, weekday_number
)

select * from final
order by two_hours, weekday_number
