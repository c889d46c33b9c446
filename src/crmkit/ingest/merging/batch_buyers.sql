-- The customers of a batch with the order by which the owner can look each one up.
-- $has_texts: some order numbers are texts.
-- grain: one customer
with final as (
    select
        customer_key,
        any_value(identity) as identity,
        any_value(case when identity = 1 then nick end) as nick,
        count(*) as rows,
        min(order_key) as first_order_key,
        case when $has_texts then arg_min_null(order_text, order_key) end as first_order_text
    from staged
    where customer_key is not null
    group by customer_key
)

select * from final
