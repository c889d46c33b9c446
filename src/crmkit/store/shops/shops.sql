-- The shops that were asked for.
-- grain: one shop on one platform
with final as (
    select *
    from whole.shops
    where list_contains(getvariable('shops'), shop_key)
)

select * from final
