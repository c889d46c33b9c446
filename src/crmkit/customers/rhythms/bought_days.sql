-- What each identified customer bought and kept on each of their purchase days up to $as_of: orders, units (an order
-- without a number counts as one), money. Several orders of one day are one occasion.
-- grain: customer + local calendar day
with final as (
    select
        customer_key,
        purchase_day,
        cast(count(*) as integer) as orders,
        cast(sum(coalesce(quantity, 1)) as bigint) as units,
        cast(sum(net) as decimal(18, 2)) as net
    from qualifying_orders
    where customer_key is not null and purchase_day <= $as_of
    group by customer_key, purchase_day
)

select * from final
