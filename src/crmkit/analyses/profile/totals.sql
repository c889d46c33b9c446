-- How many customers there are, how many bought, how many of them on one day only, and what they have paid.
-- grain: one row
with final as (
    select
        count(*) as customers,
        cast(coalesce(sum(case when purchase_days > 0 then 1 else 0 end), 0) as bigint) as buyers,
        cast(coalesce(sum(case when purchase_days = 1 then 1 else 0 end), 0) as bigint) as one_time,
        cast(coalesce(sum(net_fen), 0) as bigint) as net_fen
    from trait_bought
)

select * from final
