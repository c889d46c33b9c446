-- How many there are of what rules are about: in files, orders and customers. What only a comparison tells: compared.sql.
-- Numbers with '~' in front of them are digests: of forgotten people, whose orders have no buyer for good.
-- grain: one row
with shops as (
    select
        shop_key,
        count(customer_key) > 0.5 * count(*) as is_naming,
        count(*) filter (where province in (select province from check_provinces)) > 0.5 * count(*) as is_placing
    from kept.orders
    where net + refund > 0 and not starts_with(coalesce(order_text, ''), '~!')
    group by shop_key
),

ordered as (
    select
        count(*) as orders,
        count(orders.customer_key) as owned_orders,
        count(*) filter (where net + refund > 0) as paid_orders,
        count(*) filter (where net + refund > 0 and is_naming and not starts_with(coalesce(order_text, ''), '~!')) as named_orders,
        count(*) filter (where net + refund > 0 and is_placing) as placed_orders,
        count(distinct customer_key) filter (where net + refund > 0) as buyers,
        count(distinct orders.shop_key) filter (where net + refund > 0) as paid_shops,
        count(*) filter (where paid_at is not null) as payments,
        count(*) filter (where status in (2, 3, 4) and (marks & 4) = 0) as open_orders,
        count(*) filter (where paid_at is not null and created_at is not null) as payment_waits,
        count(*) filter (where shipped_at is not null and paid_at is not null) as shipping_waits,
        count(*) filter (where received_at is not null and shipped_at is not null) as delivery_waits,
        count(quantity) as counted_orders,
        least(count(*), 1) as newest
    from kept.orders as orders
    left join shops on shops.shop_key = orders.shop_key
),

loaded as (
    select
        count(*) as files,
        cast(coalesce(sum(physical_lines - title_lines - header_lines - blank_lines - total_lines), 0) as bigint) as lines
    from kept.files
),

final as (
    select
        loaded.files,
        loaded.lines,
        ordered.*,
        (select count(*) from kept.customers) as customers,
        (select count(*) from kept.order_lines where marks % 2 = 0) as order_lines,
        (select count(*) from kept.refunds where status = 2 and not starts_with(coalesce(refund_text, ''), '>')) as refunds,
        ordered.orders + (select count(*) from kept.order_lines) + (select count(*) from kept.refunds)
        + (select count(*) from kept.customers) + (select count(*) from kept.customer_facts) + loaded.files as rows
    from ordered
    cross join loaded
)

select * from final
