-- What the shop's totals stand on.
-- grain: one row
with final as (
    select
        (select count(*) from kept.orders) as orders,
        (select coalesce(sum(net), 0)::decimal(38, 2) from kept.orders) as net,
        (select coalesce(sum(refund), 0)::decimal(38, 2) from kept.orders) as refund,
        (select coalesce(sum(refund_reported), 0)::decimal(38, 2) from kept.orders) as refund_reported,
        (select count(*) from kept.order_lines) as order_lines,
        (select coalesce(sum(net), 0)::decimal(38, 2) from kept.order_lines) as order_lines_net,
        (select count(*) from kept.refunds) as refunds,
        (select coalesce(sum(amount), 0)::decimal(38, 2) from kept.refunds) as refunds_amount
)

select * from final
