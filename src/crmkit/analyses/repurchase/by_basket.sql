-- Customers by the money of their first purchase day, in four bands of about equal size (equal amounts share a band),
-- and how long until they bought again.
-- grain: band + days + whether the customer came back
with baskets as (
    select
        firsts.customer_key,
        firsts.days,
        firsts.is_back,
        cast(sum(orders.net) * 100 as bigint) as fen
    from firsts
    inner join qualifying_orders as orders
        on orders.customer_key = firsts.customer_key
        and orders.purchase_day = firsts.first_day
    group by firsts.customer_key, firsts.days, firsts.is_back
),

quantiles as (
    select
        percentile_disc(0.25) within group (order by fen) as quantile_1,
        percentile_disc(0.5) within group (order by fen) as quantile_2,
        percentile_disc(0.75) within group (order by fen) as quantile_3
    from baskets
),

banded as (
    select
        1
        + case when baskets.fen > quantiles.quantile_1 then 1 else 0 end
        + case when baskets.fen > quantiles.quantile_2 then 1 else 0 end
        + case when baskets.fen > quantiles.quantile_3 then 1 else 0 end as band,
        baskets.days,
        baskets.is_back,
        baskets.fen
    from baskets
    cross join quantiles
),

final as (
    select
        band,
        days,
        is_back,
        count(*) as customers,
        min(fen) as lowest_fen,
        max(fen) as highest_fen
    from banded
    group by band, days, is_back
)

select * from final
order by band, days, is_back
