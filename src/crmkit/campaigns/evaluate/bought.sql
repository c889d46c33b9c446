-- What every customer did from $placebo_from up to the day before $start, and from then to $last.
-- grain: customer who bought in these days
with final as (
    select
        customer_key,
        max(case when purchase_day >= $start then 1 else 0 end) as is_buyer,
        cast(sum(case when purchase_day >= $start then net else 0 end) * 100 as bigint) as net_fen,
        max(case when purchase_day < $start then 1 else 0 end) as was_buyer,
        cast(sum(case when purchase_day < $start then net else 0 end) * 100 as bigint) as past_fen
    from purchases
    where purchase_day between $placebo_from and $last
    group by customer_key
)

select * from final
