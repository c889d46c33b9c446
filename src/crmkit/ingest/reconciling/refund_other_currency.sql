-- Refund cases in another currency than their order: their money is taken off nothing, for it cannot be compared.
-- grain: one row
with final as (
    select
        count(*) as rows,
        sum(amount)::decimal(38, 2) as amount
    from target.kept.refunds
    where status = 2 and marks & 2 > 0
)

select * from final
