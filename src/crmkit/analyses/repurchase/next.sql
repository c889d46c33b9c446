-- Which other product was bought on the purchase day after one with a product, and what it takes to compare that with
-- how often the other is bought on any later day. Days with more than $widest products are no choice and left out.
-- grain: product + next product
with widths as (
    select
        customer_key,
        purchase_day,
        product_key,
        count(*) over (partition by customer_key, purchase_day) as kinds
    from repurchase_bought
),

steps as (
    select
        customer_key,
        product_key,
        purchase_day,
        dense_rank() over (partition by customer_key order by purchase_day) as nth,
        max(purchase_day) over (partition by customer_key) as last_day
    from widths
    where kinds <= $widest
),

from_product as (
    select
        product_key,
        count(*) as steps
    from steps
    where purchase_day < last_day
    group by product_key
),

to_product as (
    select
        product_key,
        count(*) as steps
    from steps
    where nth > 1
    group by product_key
),

-- A customer of five such days takes four steps.
customers as (
    select max(nth) - 1 as steps
    from steps
    group by customer_key
),

pairs as (
    select
        before.product_key,
        after.product_key as next_key,
        count(*) as times
    from steps as before
    inner join steps as after
        on after.customer_key = before.customer_key
        and after.nth = before.nth + 1
    where before.product_key <> after.product_key
    group by before.product_key, after.product_key
    having count(*) >= $least
),

final as (
    select
        titles.product,
        next_titles.product as next_product,
        pairs.times,
        from_product.steps as from_steps,
        to_product.steps as to_steps,
        (select cast(sum(steps) as bigint) from customers) as all_steps
    from pairs
    inner join from_product on from_product.product_key = pairs.product_key
    inner join to_product on to_product.product_key = pairs.next_key
    inner join titles on titles.product_key = pairs.product_key
    inner join titles as next_titles on next_titles.product_key = pairs.next_key
)

select * from final
order by times desc, product asc, next_product asc
limit $most
