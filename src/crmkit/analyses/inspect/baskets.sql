-- The least and the most of each band of mean baskets.
-- grain: band
with final as (
    select
        avg_basket as band,
        min(basket_fen) as lowest,
        max(basket_fen) as highest
    from inspected
    where avg_basket is not null
    group by avg_basket
)

select * from final
order by band
