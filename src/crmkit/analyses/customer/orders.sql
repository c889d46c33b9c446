-- The orders of one customer ($key) up to a day ($as_of) that are no purchase, not received yet or went back in part, in
-- the state known today, the latest first. An order without an id of its own has none here.
-- grain: platform + shop + order id
with told as (
    select
        cast(coalesce(paid_at, created_at) as date) as ordered_on,
        case when starts_with(order_text, '~') then null else coalesce(order_text, cast(order_key as varchar)) end as order_id,
        status,
        net + refund as paid,
        least(greatest(refund, coalesce(refund_reported, 0)), net + refund) as money_back,
        title
    from seen_orders
    where customer_key = $key and cast(coalesce(paid_at, created_at) as date) <= $as_of
),

judged as (
    select
        *,
        case
            when status = 6 or (money_back > 0 and money_back >= paid) then 'sent_back'
            when money_back > 0 then 'part_sent_back'
            when status = 1 then 'unpaid'
            when status in (2, 3) then 'under_way'
            when status = 5 then 'called_off'
        end as order_state
    from told
),

final as (
    select
        ordered_on,
        order_id,
        order_state,
        cast(paid as decimal(18, 2)) as paid,
        cast(money_back as decimal(18, 2)) as money_back,
        title
    from judged
    where order_state is not null
)

select * from final
order by ordered_on desc, order_id, paid, title
