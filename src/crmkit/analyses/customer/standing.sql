-- Where one customer ($key) stands among all who bought: scores, segment, tier, how many spent more and how many less.
-- grain: one row, none for who never bought
with own as (
    select
        bought.net_fen,
        standing.rfm_cell,
        standing.segment,
        standing.tier
    from trait_bought as bought
    inner join trait_standing as standing on bought.customer_key = standing.customer_key
    where bought.customer_key = $key
),

final as (
    select
        own.rfm_cell,
        own.segment,
        own.tier,
        sum(case when bought.net_fen > own.net_fen then 1 else 0 end) as ahead,
        sum(case when bought.net_fen < own.net_fen then 1 else 0 end) as behind,
        count(*) as customers
    from trait_bought as bought
    cross join own
    where bought.purchase_days > 0
    group by own.rfm_cell, own.segment, own.tier
)

select * from final
