-- Customers by what they bought on their first purchase day (by each product, when there were several), and how long
-- until they bought anything again; only products of $least first purchases.
-- grain: product + days + whether the customer came back
with begun as (
    select
        repurchase_bought.product_key,
        firsts.days,
        firsts.is_back,
        count(*) as customers
    from firsts
    inner join repurchase_bought
        on repurchase_bought.customer_key = firsts.customer_key
        and repurchase_bought.purchase_day = firsts.first_day
    group by repurchase_bought.product_key, firsts.days, firsts.is_back
),

summed as (
    select
        product_key,
        days,
        is_back,
        customers,
        sum(customers) over (partition by product_key) as beginners
    from begun
),

final as (
    select
        titles.product as label,
        summed.days,
        summed.is_back,
        summed.customers
    from summed
    inner join titles on titles.product_key = summed.product_key
    where summed.beginners >= $least
)

select * from final
order by label, days, is_back
