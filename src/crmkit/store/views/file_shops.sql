-- The shops of each file: those of the orders, lines and refunds it changed last; where none of these is left, the
-- one it was loaded for on its platform. Of a file of unknown platform that is so only if one alone has a shop of that name.
-- grain: file + shop
with present as (
    select file_key, shop_key from kept.orders
    union
    select file_key, shop_key from kept.order_lines
    union
    select file_key, shop_key from kept.refunds
),

silent as (
    select *
    from kept.files
    where file_key not in (select file_key from present)
),

of_unknown_platform as (
    select
        silent.file_key,
        min(shops.platform) as platform,
        min(nullif(shops.shop, '')) as shop
    from silent
    inner join kept.shops as shops on shops.shop = silent.shop
    where silent.platform is null
    group by silent.file_key
    having count(*) = 1
),

final as (
    select
        present.file_key,
        shops.platform,
        nullif(shops.shop, '') as shop
    from present
    inner join kept.shops as shops on shops.shop_key = present.shop_key

    union all

    select
        file_key,
        platform,
        nullif(shop, '') as shop
    from silent
    where platform is not null

    union all

    select * from of_unknown_platform
)

select * from final
