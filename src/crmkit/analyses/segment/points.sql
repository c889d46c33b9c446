-- Every combination of recency, frequency and money that occurs, with the number of customers that share it.
-- grain: recency_days + frequency + monetary_fen
with final as (
    select
        recency_days,
        frequency,
        monetary_fen,
        count(*) as customers,
        sum(net_fen) as net_fen
    from scores_rfm
    group by recency_days, frequency, monetary_fen
)

select * from final
order by recency_days, frequency, monetary_fen
