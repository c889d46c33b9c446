-- Orders whose rows name several buyers, or one state and several days: the rows contradict each other.
-- grain: one row
with orders as (
    select
        coalesce(min(customer_key) <> max(customer_key), false)
            or case when $tells_status then min(status) = max(status) else true end
            and max(coalesce(created_at, paid_at)) - min(coalesce(created_at, paid_at)) >= interval 1 day as is_contradicted,
        sum(coalesce(paid, net)) as told
    from staged
    where part in (0, 2) and order_key <> 0
    group by shop_key, order_key, order_text
),

final as (
    select
        count(*) as contradicted,
        coalesce(sum(told), 0)::decimal(38, 2) as contradicted_money
    from orders
    where is_contradicted
)

select * from final
