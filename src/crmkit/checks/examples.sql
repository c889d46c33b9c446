-- The rows that break the rule that was looked at last, the most money first; at most $most.
-- grain: one row that breaks it
with final as (
    select
        order_id,
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
