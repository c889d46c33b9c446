-- Customers who bought, by province; those without a known one together.
-- grain: province
with final as (
    select
        place.province,
        count(*) as customers,
        cast(sum(bought.net_fen) as bigint) as net_fen
    from trait_bought as bought
    left join trait_place as place on bought.customer_key = place.customer_key
    where bought.purchase_days > 0
    group by place.province
)

select * from final
order by net_fen desc, province asc nulls last
