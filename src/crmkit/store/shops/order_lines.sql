-- The item lines of the shops that were asked for.
-- grain: one item line of an order
with final as (
    select *
    from whole.order_lines
    where list_contains(getvariable('shops'), shop_key)
)

select * from final
