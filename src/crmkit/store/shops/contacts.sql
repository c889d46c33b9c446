-- Those of the shops that were asked for.
-- grain: shop + customer + channel + moment + campaign
with final as (
    select *
    from whole.contacts
    where list_contains(getvariable('shops'), shop_key)
)

select * from final
