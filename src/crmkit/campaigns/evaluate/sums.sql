-- Each group in whole numbers: people, buyers, purchase days, and sums of fen and of their squares and products, as they are
-- and cut at $cut.
-- grain: arm
with members as (
    select
        arm,
        purchase_days,
        paid_fen,
        refund_fen,
        cast(net_fen as decimal(18, 0)) as net,
        cast(least(net_fen, $cut) as decimal(18, 0)) as cut_net,
        cast(past_fen as decimal(18, 0)) as past
    from evaluate_members
),

final as (
    select
        arm,
        count(*) as people,
        count(case when purchase_days > 0 then 1 end) as buyers,
        cast(sum(purchase_days) as bigint) as purchase_days,
        cast(sum(paid_fen) as decimal(38, 0)) as paid,
        cast(sum(refund_fen) as decimal(38, 0)) as refund,
        cast(sum(net) as decimal(38, 0)) as total,
        cast(sum(net * net) as decimal(38, 0)) as squares,
        cast(sum(past) as decimal(38, 0)) as past,
        cast(sum(past * past) as decimal(38, 0)) as past_squares,
        cast(sum(net * past) as decimal(38, 0)) as products,
        cast(sum(cut_net) as decimal(38, 0)) as cut_total,
        cast(sum(cut_net * cut_net) as decimal(38, 0)) as cut_squares
    from members
    group by arm
)

select * from final
