-- The rank of each customer among all: the three scores under the shop's thresholds, the segment that owns them
-- ($cells, $codes: cells as three digits), the value tier by the least money of A and of B.
-- grain: customer who bought
with scored as (
    select
        customer_key,
        $lowest
        + case when recency_days <= $recency_2 then 1 else 0 end
        + case when recency_days <= $recency_3 then 1 else 0 end
        + case when recency_days <= $recency_4 then 1 else 0 end
        + case when recency_days <= $recency_5 then 1 else 0 end as recency_score,
        $lowest
        + case when frequency >= $frequency_2 then 1 else 0 end
        + case when frequency >= $frequency_3 then 1 else 0 end
        + case when frequency >= $frequency_4 then 1 else 0 end
        + case when frequency >= $frequency_5 then 1 else 0 end as frequency_score,
        $lowest
        + case when monetary_fen >= $monetary_2 then 1 else 0 end
        + case when monetary_fen >= $monetary_3 then 1 else 0 end
        + case when monetary_fen >= $monetary_4 then 1 else 0 end
        + case when monetary_fen >= $monetary_5 then 1 else 0 end as monetary_score,
        case when net_fen >= $tier_a then 'A' when net_fen >= $tier_b then 'B' else 'C' end as tier
    from scores_rfm
),

cells as (
    select
        unnest($cells) as cell,
        unnest($codes) as segment
),

final as (
    select
        scored.customer_key,
        lpad(cast(recency_score * 100 + frequency_score * 10 + monetary_score as varchar), 3, '0') as rfm_cell,
        cells.segment,
        scored.tier
    from scored
    inner join cells on cells.cell = recency_score * 100 + frequency_score * 10 + monetary_score
)

select * from final
