-- Which other product was bought on the purchase day after one with a product, and how that compares with how often
-- the other is bought on any day after another one. Days with more than $widest products are no choice and left out.
-- grain: product + next product
with baskets as (
    select
        customer_key,
        purchase_day,
        count(*) as kinds
    from goods
    group by customer_key, purchase_day
),

days as (
    select
        customer_key,
        purchase_day,
        kinds,
        lead(purchase_day) over (partition by customer_key order by purchase_day) as next_day,
        lead(kinds) over (partition by customer_key order by purchase_day) as next_kinds
    from baskets
),

steps as (
    select
        customer_key,
        purchase_day,
        next_day
    from days
    where next_day is not null and kinds <= $widest and next_kinds <= $widest
),

-- Every step from a day with the product, and every step to a day with it.
from_product as (
    select
        goods.product,
        count(*) as steps
    from steps
    inner join goods on goods.customer_key = steps.customer_key and goods.purchase_day = steps.purchase_day
    group by goods.product
),

to_product as (
    select
        goods.product,
        count(*) as steps
    from steps
    inner join goods on goods.customer_key = steps.customer_key and goods.purchase_day = steps.next_day
    group by goods.product
),

pairs as (
    select
        before.product,
        after.product as next_product,
        count(*) as times
    from steps
    inner join goods as before
        on before.customer_key = steps.customer_key and before.purchase_day = steps.purchase_day
    inner join goods as after
        on after.customer_key = steps.customer_key and after.purchase_day = steps.next_day
    where before.product <> after.product
    group by before.product, after.product
    having count(*) >= $least
),

final as (
    select
        pairs.product,
        pairs.next_product,
        pairs.times,
        from_product.steps as from_steps,
        to_product.steps as to_steps,
        (select count(*) from steps) as all_steps
    from pairs
    inner join from_product on from_product.product = pairs.product
    inner join to_product on to_product.product = pairs.next_product
)

select * from final
order by times desc, product asc, next_product asc
limit $most
