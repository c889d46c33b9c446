-- The refund cases of the shops that were asked for.
-- grain: one refund case
with final as (
    select *
    from whole.refunds
    where list_contains(getvariable('shops'), shop_key)
)

select * from final
