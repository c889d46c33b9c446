-- The orders of one customer ($key) up to a day ($as_of) that are no purchase, not received yet or went back in part, in
-- the state known today, the latest first. An order without an id of its own has none here.
-- grain: platform + shop + order id
with orders_of_customer as (
    select
        cast(coalesce(paid_at, created_at) as date) as ordered_on,
        case when starts_with(order_text, '~') then null else coalesce(order_text, cast(order_key as varchar)) end as order_id,
        status,
        net + refund as paid,
        least(greatest(refund, coalesce(refund_reported, 0)), net + refund) as refunded_amount,
        title
    from seen_orders
    where customer_key = $key and cast(coalesce(paid_at, created_at) as date) <= $as_of
),

with_status as (
    select
        *,
        case
            when status = 6 or (refunded_amount > 0 and refunded_amount >= paid) then 'refunded'
            when refunded_amount > 0 then 'part_refunded'
            when status = 1 then 'unpaid'
            when status in (2, 3) then 'open'
            when status = 5 then 'closed_unpaid'
        end as order_status
    from orders_of_customer
),

final as (
    select
        ordered_on,
        order_id,
        order_status,
        cast(paid as decimal(18, 2)) as paid,
        cast(refunded_amount as decimal(18, 2)) as refunded_amount,
        title
    from with_status
    where order_status is not null
)

select * from final
order by ordered_on desc, order_id, paid, title
