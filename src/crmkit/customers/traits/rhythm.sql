-- How often each customer buys and where they stand in it on the day of the traits: due around their own rhythm, overdue
-- until the time within which most of the shop's gaps end ($most_days), on the customer's own scale, then dormant until
-- nearly all have ended ($nearly_all_days), then lost (docs/metrics.md, stages). Who bought nothing in these data has never
-- bought, unless a customer table reports otherwise.
-- grain: customer, every one
with quartiles as (
    select
        customer_key,
        percentile_disc(0.5) within group (order by gap_days) as median_gap,
        percentile_disc(0.25) within group (order by gap_days) as gap_p25,
        percentile_disc(0.75) within group (order by gap_days) as gap_p75
    from rhythm_steps
    where gap_days is not null
    group by customer_key
),

waiting as (
    select
        bought.customer_key,
        bought.recency_days,
        bought.has_history,
        rhythms.last_purchase_on,
        rhythms.purchase_days,
        quartiles.median_gap,
        quartiles.gap_p25,
        quartiles.gap_p75,
        rhythms.rhythm_days
    from trait_bought as bought
    left join rhythms on bought.customer_key = rhythms.customer_key
    left join quartiles on bought.customer_key = quartiles.customer_key
),

final as (
    select
        customer_key,
        cast(median_gap as integer) as median_gap,
        cast(gap_p75 - gap_p25 as integer) as gap_iqr,
        rhythm_days,
        cast(last_purchase_on + rhythm_days as date) as next_expected_on,
        case
            when recency_days is null and has_history then 'not_in_data'
            when recency_days is null then 'never'
            when recency_days * 4 < rhythm_days * 3 and purchase_days = 1 then 'new'
            when recency_days * 4 < rhythm_days * 3 then 'active'
            when recency_days * 4 <= rhythm_days * 5 then 'due'
            when recency_days * $median_days <= rhythm_days * $most_days then 'overdue'
            when recency_days * $median_days <= rhythm_days * $nearly_all_days then 'dormant'
            else 'lost'
        end as stage
    from waiting
)

select * from final
