-- The files that tell of the shops that were asked for; one that tells of no order any more, or never did, is of the shop
-- it was loaded for on its platform, and of all shops of the platform where none was named.
-- grain: one loaded file
with telling as (
    select file_key, list_contains(getvariable('shops'), shop_key) as is_asked from whole.orders
    union
    select file_key, list_contains(getvariable('shops'), shop_key) as is_asked from whole.order_lines
    union
    select file_key, list_contains(getvariable('shops'), shop_key) as is_asked from whole.refunds
),

silent as (
    select file_key
    from whole.files as files
    where file_key not in (select file_key from telling)
        and exists (
            select 1
            from kept.shops as shops
            where (files.shop = shops.shop or files.shop = '' and files.platform is not null)
                and coalesce(files.platform, shops.platform) = shops.platform
        )
),

final as (
    select *
    from whole.files
    where file_key in (select file_key from telling where is_asked)
        or file_key in (select file_key from silent)
)

select * from final
