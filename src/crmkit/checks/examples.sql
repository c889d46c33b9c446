-- The rows that break the rule that was looked at last, the most money first; at most $most. A number
-- that is a digest ('~'), such as those of forgotten people, is not printed.
-- grain: one row that breaks it
with final as (
    select
        case when not starts_with(order_id::varchar, '~') then order_id end as order_id,
        customer,
        file,
        day,
        cast(amount as decimal(38, 2)) as amount,
        value
    from check_rows
    order by amount desc nulls last, day desc nulls last, order_id, customer, file, value
    limit $most
)

select * from final
