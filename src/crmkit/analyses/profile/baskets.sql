-- Customers by their mean basket, in five bands of about equal size (equal amounts share a band).
-- grain: band
with baskets as (
    select
        cast(avg_basket * 100 as bigint) as fen,
        net_fen,
        purchase_days
    from trait_bought
    where purchase_days > 0
),

quantiles as (
    select
        percentile_disc(0.2) within group (order by fen) as quantile_1,
        percentile_disc(0.4) within group (order by fen) as quantile_2,
        percentile_disc(0.6) within group (order by fen) as quantile_3,
        percentile_disc(0.8) within group (order by fen) as quantile_4
    from baskets
),

banded as (
    select
        1
        + case when baskets.fen > quantiles.quantile_1 then 1 else 0 end
        + case when baskets.fen > quantiles.quantile_2 then 1 else 0 end
        + case when baskets.fen > quantiles.quantile_3 then 1 else 0 end
        + case when baskets.fen > quantiles.quantile_4 then 1 else 0 end as band,
        baskets.fen,
        baskets.net_fen
    from baskets
    cross join quantiles
),

final as (
    select
        band,
        min(fen) as lowest,
        max(fen) as highest,
        count(*) as customers,
        cast(sum(net_fen) as bigint) as net_fen
    from banded
    group by band
)

select * from final
order by band
