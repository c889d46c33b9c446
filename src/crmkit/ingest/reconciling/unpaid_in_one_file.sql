-- Orders that are unpaid by the status in one file, while another file, without a status, has their money (mark 64).
-- grain: one row
with final as (
    select
        count(*) as rows,
        sum(coalesce(due, 0))::decimal(38, 2) as amount
    from target.kept.orders
    where marks & 64 > 0 and status = 1 and coalesce(doubts, 0) & 4 = 0
)

select * from final
