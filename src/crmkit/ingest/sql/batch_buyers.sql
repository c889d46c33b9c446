-- The customers of a batch with the order by which the owner can look each one up.
-- Two different nicks under one key would be a collision of digests: the load stops rather than merge two people.
-- grain: one customer
with final as (
    select
        customer_key,
        min(identity)::utinyint as identity,
        min(case when identity = 1 then nick end) as nick,
        min(order_key) as first_order_key,
        arg_min_null(order_text, order_key) as first_order_text,
        coalesce(min(case when identity = 1 then nick end) <> max(case when identity = 1 then nick end), false) as is_collision
    from staged
    where customer_key is not null
    group by customer_key
)


select * from final
