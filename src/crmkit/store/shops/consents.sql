-- Those of the shops that were asked for.
-- grain: shop + customer + channel + moment
with final as (
    select *
    from whole.consents
    where list_contains(getvariable('shops'), shop_key)
)

select * from final
