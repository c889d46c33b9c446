-- The files that tell of the shops that were asked for; one that tells of no order any more, or never did, is of the shop
-- it was loaded for.
-- grain: one loaded file
with telling as (
    select file_key, list_contains(getvariable('shops'), shop_key) as is_asked from whole.orders
    union
    select file_key, list_contains(getvariable('shops'), shop_key) as is_asked from whole.order_lines
    union
    select file_key, list_contains(getvariable('shops'), shop_key) as is_asked from whole.refunds
),

final as (
    select *
    from whole.files
    where file_key in (select file_key from telling where is_asked)
        or (file_key not in (select file_key from telling) and shop in (select shop from kept.shops))
)

select * from final
