-- Orders whose amounts are after the refunds that only cases have.
-- grain: one row
with final as (
    select
        count(*) as rows,
        sum(refund_reported)::decimal(38, 2) as amount
    from target.kept.orders
    where (marks & 32) > 0
)

select * from final
