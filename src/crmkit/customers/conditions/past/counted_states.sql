-- Orders of each customer from certain days ($first to $last) that are no purchase, or none yet, in the state known today; known
-- where any order of the customer has a status.
-- grain: customer with orders
with orders as (
    select
        customer_key,
        status,
        cast(coalesce(paid_at, created_at) as date) as ordered_on
    from seen_orders
    where customer_key is not null
),

summed as (
    select
        customer_key,
        max(status) as last_status,
        count(case when status = 1 and ordered_on >= $first and ordered_on <= $last then 1 end) as unpaid_orders,
        count(case when status in (2, 3) and ordered_on >= $first and ordered_on <= $last then 1 end) as open_orders,
        count(case when status = 5 and ordered_on >= $first and ordered_on <= $last then 1 end) as closed_orders
    from orders
    group by customer_key
),

final as (
    select
        customer_key,
        cast(unpaid_orders as integer) as unpaid_orders,
        cast(open_orders as integer) as open_orders,
        cast(closed_orders as integer) as closed_orders
    from summed
    where last_status > 0
)

select * from final
