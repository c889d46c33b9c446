-- The shops that the orders are of.
-- grain: shop
with final as (
    select
        platform,
        shop
    from shop_names
)

select * from final
order by platform, shop
