-- The shops that orders may be of; one without a name has none.
-- grain: one shop on one platform
with final as (
    select
        shop_key,
        platform,
        nullif(shop, '') as shop
    from kept.shops
)

select * from final
