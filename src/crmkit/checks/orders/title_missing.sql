-- Paid orders of which neither a title nor an item line is known.
-- grain: platform + shop + order id
with final as (
    select
        coalesce(order_text, order_key::varchar) as order_id,
        null as customer,
        null as file,
        coalesce(created_at, paid_at)::date as day,
        (net + refund)::decimal(38, 2) as amount,
        null as value
    from kept.orders
    where title is null and net + refund > 0
        and order_key not in (select order_key from kept.order_lines)
)

select * from final
