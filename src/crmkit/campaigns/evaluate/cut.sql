-- The fen that 99 of 100 buyers of both groups did not exceed; null where nobody bought.
-- grain: one row
with ranked as (
    select
        net_fen,
        row_number() over (order by net_fen, customer_key) as place,
        count(*) over () as buyers
    from evaluate_members
    where purchase_days > 0
),

final as (
    select min(net_fen) as cut_fen
    from ranked
    where place * 100 >= buyers * 99
)

select * from final
