-- How often each customer buys, as of $as_of (docs/metrics.md, rhythm): from two own gaps on their mean on the scale of
-- logarithms, with the shop's median gap ($shop_days) counted in twice; else the shop's median gap. Logarithms are
-- summed as whole millionths, so that no order of rows can matter.
-- grain: customer
with habits as (
    select
        customer_key,
        max(purchase_day) as last_purchase_on,
        cast(count(*) as integer) as purchase_days,
        cast(count(gap_days) as integer) as gaps,
        percentile_disc(0.5) within group (order by gap_days) as median_gap,
        percentile_disc(0.25) within group (order by gap_days) as gap_p25,
        percentile_disc(0.75) within group (order by gap_days) as gap_p75,
        cast(coalesce(sum(cast(round(ln(gap_days) * 1e6) as bigint)), 0) as bigint) as log_sum,
        cast(round(ln($shop_days) * 1e6) as bigint) as shop_log
    from rhythm_steps
    where purchase_day <= $as_of
    group by customer_key
),

final as (
    select
        customer_key,
        last_purchase_on,
        purchase_days,
        gaps,
        median_gap,
        gap_p25,
        gap_p75,
        cast(
            case
                when gaps >= 2 then round(exp((log_sum + 2 * shop_log) / (1e6 * (gaps + 2))))
                else $shop_days
            end as integer
        ) as rhythm_days,
        case when gaps >= 2 then cast(round(exp(log_sum / (1e6 * gaps))) as integer) end as own_days,
        gaps >= 2 as is_own
    from habits
)

select * from final
