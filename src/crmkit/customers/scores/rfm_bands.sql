-- The thresholds of the shop's own customers: per measure, the values that share a score.
-- score = 1 + floor(parts * customers with a smaller value / customers): equal value, equal score (docs/metrics.md, scores).
-- grain: measure + score
with measured as (
    select 'recency' as measure, $recency_sign * recency_days as measured_value, count(*) as customers
    from scores_rfm
    group by recency_days
    union all
    select 'frequency' as measure, frequency as measured_value, count(*) as customers
    from scores_rfm
    group by frequency
    union all
    select 'monetary' as measure, monetary_fen as measured_value, count(*) as customers
    from scores_rfm
    group by monetary_fen
),

ranked as (
    select
        measure,
        measured_value,
        customers,
        sum(customers) over (partition by measure order by measured_value rows unbounded preceding)
        - customers as below,
        sum(customers) over (partition by measure) as everyone
    from measured
),

scored as (
    select
        measure,
        1 + cast(floor($parts * below / everyone) as integer) as score,
        measured_value,
        customers
    from ranked
),

final as (
    select
        measure,
        score,
        min(measured_value) as lowest,
        max(measured_value) as highest,
        cast(sum(customers) as bigint) as customers,
        sum(customers * measured_value) as total,
        cast(sum(case when measured_value = 1 then customers else 0 end) as bigint) as ones
    from scored
    group by measure, score
)

select * from final
order by measure, score
