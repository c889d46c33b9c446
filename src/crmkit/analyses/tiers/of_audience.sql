-- Customers of an audience by the slice of the shop they are in (its number from 0): how many, money, extremes. Slices are
-- known by the least and the most money of their customers ($lowests, $highests), and no amount is in two.
-- grain: tier + decile
with slices as (
    select
        unnest($places) as place,
        unnest($lowests) as lowest,
        unnest($highests) as highest
),

final as (
    select
        slices.place,
        count(*) as customers,
        sum(scores_spent.net_fen) as net_fen,
        min(scores_spent.net_fen) as lowest,
        max(scores_spent.net_fen) as highest
    from scores_spent
    inner join slices on scores_spent.net_fen between slices.lowest and slices.highest
    group by slices.place
)

select * from final
order by place
