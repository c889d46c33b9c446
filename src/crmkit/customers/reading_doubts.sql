-- What the orders and refunds of all files together leave open.
-- grain: one thing that is open
with final as (
    select
        null as file,
        code,
        rows,
        amount,
        null as line,
        null as column_name,
        value
    from doubts
    order by code, value
)

select * from final
