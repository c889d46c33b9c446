-- Customers by what they bought on their first purchase day (by each product, when there were several), and how long
-- they took to come back for anything; only products that $least customers began with.
-- grain: product + days + whether the customer came back
with begun as (
    select
        goods.product,
        firsts.days,
        firsts.is_back,
        count(*) as heads
    from firsts
    inner join goods
        on goods.customer_key = firsts.customer_key
        and goods.purchase_day = firsts.first_day
    group by goods.product, firsts.days, firsts.is_back
),

summed as (
    select
        product as label,
        days,
        is_back,
        heads,
        sum(heads) over (partition by product) as beginners
    from begun
),

final as (
    select
        label,
        days,
        is_back,
        heads
    from summed
    where beginners >= $least
)

select * from final
order by label, days, is_back
