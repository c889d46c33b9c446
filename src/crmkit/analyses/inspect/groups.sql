-- The audience and the other customers side by side: customers, buyers, money, purchase days, days since the last one.
-- grain: in the audience or not
with final as (
    select
        is_chosen,
        count(*) as customers,
        cast(sum(case when purchase_days > 0 then 1 else 0 end) as bigint) as buyers,
        cast(sum(case when purchase_days > 1 then 1 else 0 end) as bigint) as returning_customers,
        cast(sum(purchase_days) as bigint) as purchase_days,
        cast(coalesce(sum(recency_days), 0) as bigint) as recency_days,
        cast(coalesce(sum(net_fen), 0) as bigint) as net_fen
    from inspected
    group by is_chosen
)

select * from final
order by is_chosen desc
