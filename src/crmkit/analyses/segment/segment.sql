-- Customers by their three scores under the thresholds given: how many, what they spent, sums for the averages.
-- A score is 1 plus the thresholds reached; a threshold out of reach switches a score off.
-- grain: recency score + frequency score + monetary score
with scored as (
    select
        1
        + case when recency_days <= $recency_2 then 1 else 0 end
        + case when recency_days <= $recency_3 then 1 else 0 end
        + case when recency_days <= $recency_4 then 1 else 0 end
        + case when recency_days <= $recency_5 then 1 else 0 end as recency_score,
        1
        + case when frequency >= $frequency_2 then 1 else 0 end
        + case when frequency >= $frequency_3 then 1 else 0 end
        + case when frequency >= $frequency_4 then 1 else 0 end
        + case when frequency >= $frequency_5 then 1 else 0 end as frequency_score,
        1
        + case when monetary_fen >= $monetary_2 then 1 else 0 end
        + case when monetary_fen >= $monetary_3 then 1 else 0 end
        + case when monetary_fen >= $monetary_4 then 1 else 0 end
        + case when monetary_fen >= $monetary_5 then 1 else 0 end as monetary_score,
        recency_days,
        frequency,
        monetary_fen,
        net_fen
    from scores_rfm
),

final as (
    select
        recency_score,
        frequency_score,
        monetary_score,
        count(*) as customers,
        sum(net_fen) as net_fen,
        sum(recency_days) as recency_days,
        sum(frequency) as frequency,
        sum(monetary_fen) as monetary_fen
    from scored
    group by recency_score, frequency_score, monetary_score
)

select * from final
order by recency_score, frequency_score, monetary_score
