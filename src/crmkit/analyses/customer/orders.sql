-- The orders of one customer ($key) up to a day ($as_of) that are no purchase, not received yet or went back in part, in
-- the state known today, the latest first. An order without an id of its own has none here.
-- grain: platform + shop + order id
with final as (
    select
        order_day as ordered_on,
        case when starts_with(order_text, '~') then null else coalesce(order_text, cast(order_key as varchar)) end as order_id,
        order_status,
        paid,
        refund as refunded_amount,
        title
    from order_states
    where customer_key = $key and purchase_day <= $as_of and order_status is not null
)

select * from final
order by ordered_on desc, order_id, paid, title
