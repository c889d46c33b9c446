-- The shops that each file tells of: those of the orders, lines and refunds it told last; where none of these is left, the
-- one it was loaded for, if only one platform has a shop of that name.
-- grain: file + shop
with telling as (
    select file_key, shop_key from kept.orders
    union
    select file_key, shop_key from kept.order_lines
    union
    select file_key, shop_key from kept.refunds
),

silent as (
    select
        files.file_key,
        min(shops.shop_key) as shop_key
    from kept.files as files
    inner join kept.shops as shops on shops.shop = files.shop
    where files.file_key not in (select file_key from telling)
    group by files.file_key
    having count(*) = 1
),

final as (
    select
        named.file_key,
        shops.platform,
        nullif(shops.shop, '') as shop
    from (select * from telling union all select * from silent) as named
    inner join kept.shops as shops on shops.shop_key = named.shop_key
)

select * from final
