-- The rows that were paid more than a day before they were placed: one of their orders, and their money.
-- grain: one row
with final as (
    select
        min(coalesce(order_text, order_key::varchar)) filter (where marks % 2 = 0 and (order_text is not null or order_key >= 0))
            as paid_too_early_order,
        sum(net)::decimal(38, 2) as paid_too_early_money
    from staged
    where created_at > paid_at + interval 1 day
)

select * from final
