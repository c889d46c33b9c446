-- Customers by the province or the channel of their first order, and how long until they bought again. The first order
-- is the earliest of the first day; of two at the same moment the one with the smaller number.
-- grain: label + days + whether the customer came back
with orders_of_the_day as (
    select
        firsts.days,
        firsts.is_back,
        case when $by = 'channel' then orders.channel else orders.province end as label,
        row_number() over (
            partition by firsts.customer_key
            order by orders.purchased_at, orders.shop_key, orders.order_key, orders.order_text
        ) as place
    from firsts
    inner join qualifying_orders as orders
        on orders.customer_key = firsts.customer_key
        and orders.purchase_day = firsts.first_day
),

final as (
    select
        label,
        days,
        is_back,
        count(*) as customers
    from orders_of_the_day
    where place = 1
    group by label, days, is_back
)

select * from final
order by label nulls last, days, is_back
