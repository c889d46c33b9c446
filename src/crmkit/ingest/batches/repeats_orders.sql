-- How many rows of a file say something different about their order; the rest repeat a row word for word.
-- grain: one row
with different as (
    select distinct
        shop_key, order_key, order_text, customer_key, identity,
        columns(lambda name: list_contains(getvariable('facts'), name))
    from staged
),

final as (
    select count(*) as different_rows
    from different
)

select * from final
