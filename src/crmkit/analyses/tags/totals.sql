-- How many customers have flags of tags, how many of them bought, on one day only, and what they have paid.
-- grain: one row
with final as (
    select
        count(*) as customers,
        cast(coalesce(sum(case when bought.purchase_days > 0 then 1 else 0 end), 0) as bigint) as buyers,
        cast(coalesce(sum(case when bought.purchase_days = 1 then 1 else 0 end), 0) as bigint) as one_time,
        cast(coalesce(sum(case when tags.tags is null then 1 else 0 end), 0) as bigint) as untagged,
        cast(coalesce(sum(bought.net_fen), 0) as bigint) as net_fen
    from trait_tags as tags
    inner join trait_bought as bought on tags.customer_key = bought.customer_key
)

select * from final
