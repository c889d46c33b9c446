-- The orders of the shops that were asked for.
-- grain: platform + shop + order id
with final as (
    select *
    from whole.orders
    where list_contains(getvariable('shops'), shop_key)
)

select * from final
