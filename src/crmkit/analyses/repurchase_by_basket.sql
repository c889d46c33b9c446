-- Customers by the money of their first purchase day, in four bands of about equal heads (equal amounts share a band),
-- and how long they took to come back.
-- grain: band + days + whether the customer came back
with cuts as (
    select
        percentile_disc(0.25) within group (order by basket_fen) as cut_1,
        percentile_disc(0.5) within group (order by basket_fen) as cut_2,
        percentile_disc(0.75) within group (order by basket_fen) as cut_3
    from firsts
),

banded as (
    select
        1
        + case when firsts.basket_fen > cuts.cut_1 then 1 else 0 end
        + case when firsts.basket_fen > cuts.cut_2 then 1 else 0 end
        + case when firsts.basket_fen > cuts.cut_3 then 1 else 0 end as band,
        firsts.basket_fen,
        firsts.days,
        firsts.is_back
    from firsts
    cross join cuts
),

final as (
    select
        band,
        days,
        is_back,
        count(*) as heads,
        min(basket_fen) as lowest_fen,
        max(basket_fen) as highest_fen
    from banded
    group by band, days, is_back
)

select * from final
order by band, days, is_back
