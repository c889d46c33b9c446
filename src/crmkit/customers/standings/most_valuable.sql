-- The customers with the greatest net spend ($most of them) of those who have bought, where they stand, with their tags.
-- grain: customer
with final as (
    select
        standings_now.customer_key,
        customers.customer,
        standings_now.stage,
        standings_now.segment,
        standings_now.tier,
        bought.last_purchase_on,
        bought.recency_days,
        bought.purchase_days,
        bought.net_spend,
        standings_now.risk,
        trait_tags.tags
    from standings_now
    inner join customers on standings_now.customer_key = customers.customer_key
    inner join trait_bought as bought on standings_now.customer_key = bought.customer_key
    left join trait_tags on standings_now.customer_key = trait_tags.customer_key
)

select * from final
order by net_spend desc, customer asc, customer_key asc
limit $most
