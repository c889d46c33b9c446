-- What analyses read: each identified customer's purchase days with the net money of the day.
-- grain: customer + local calendar day
with final as (
    select
        customer_key,
        purchase_day,
        sum(net) as net,
        count(*) as orders
    from qualifying_orders
    where customer_key is not null
    group by customer_key, purchase_day
)

select * from final
