-- The files with the shops that were asked for; one without a shop with orders is of the shop it was loaded
-- for, on its own platform where orders are of a shop of that name there. Where none was named it is of all shops of its
-- platform.
-- grain: one loaded file
with sold as (
    select distinct file_key, shop_key
    from whole.orders
),

present as (
    select file_key, shop_key from sold
    union
    select file_key, shop_key from whole.order_lines
    union
    select file_key, shop_key from whole.refunds
),

selling as (
    select platform, shop
    from whole.shops
    where shop_key in (select shop_key from sold)
),

silent as (
    select distinct files.file_key
    from whole.files as files
    inner join kept.shops as shops
        on files.shop = shops.shop
        or (files.shop = '' and files.platform is not null)
    left join selling
        on selling.platform = files.platform
        and selling.shop = files.shop
    where files.file_key not in (select file_key from present where shop_key in (select shop_key from sold))
        and (files.platform is null or files.platform = shops.platform or (files.shop <> '' and selling.shop is null))
),

final as (
    select *
    from whole.files
    where file_key in (select file_key from present where list_contains(getvariable('shops'), shop_key))
        or file_key in (select file_key from silent)
)

select * from final
