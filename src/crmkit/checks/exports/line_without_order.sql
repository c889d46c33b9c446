-- Item lines whose order is in no file.
-- grain: item line
with final as (
    select
        coalesce(lines.order_text, lines.order_key::varchar) as order_id,
        null as customer,
        null as file,
        null::date as day,
        nullif(lines.net + coalesce(lines.refund, 0), 0)::decimal(38, 2) as amount,
        lines.title as value
    from kept.order_lines as lines
    anti join kept.orders as orders
        on orders.order_key = lines.order_key
        and orders.order_text is not distinct from lines.order_text
    where lines.marks % 2 = 0
)

select * from final
