-- How many orders of the batch stand in the store under another shop, of the same buyer: an export loaded for two shops
-- counts twice. Numbers of two shops that happen to be equal belong to other buyers.
-- grain: one row
with other_shops as (
    select shop_key
    from target.kept.shops
    where shop_key not in (select distinct shop_key from batch)
),

final as (
    select count(*) as orders
    from batch
    join target.kept.orders as kept
        on kept.order_key = batch.order_key
        and kept.order_text is not distinct from batch.order_text
        and kept.customer_key is not distinct from batch.customer_key
    join other_shops on other_shops.shop_key = kept.shop_key
)

select * from final
