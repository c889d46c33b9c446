-- Every order that waits, with its buyer where one is known. Reads the temporary table ``waiting_orders``. An order without an
-- id of its own has none here.
-- grain: platform + shop + order id + what it waits for
with final as (
    select
        waiting_orders.waiting,
        customers.customer,
        case
            when substr(waiting_orders.order_text, 1, 1) = '~' then null
            else coalesce(waiting_orders.order_text, cast(waiting_orders.order_key as string))
        end as order_id,
        waiting_orders.waiting_since,
        cast(waiting_orders.amount as decimal(18, 2)) as amount,
        waiting_orders.title
    from waiting_orders
    left join customers on customers.customer_key = waiting_orders.customer_key
)

select * from final
order by waiting_since nulls first, order_id, amount, title, customer
