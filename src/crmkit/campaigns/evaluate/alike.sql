-- Customers as they stood on the day before the start, in strata of what was known of them then, those of the list and those
-- whom nobody wrote to: sums of what they did after, of what they had done just before, and of what tells them apart.
-- grain: stratum + kind of customer
with ranked as (
    select
        customer_key,
        recency_days,
        tenure_days,
        purchase_days,
        net_fen,
        floor(5 * (rank() over (order by net_fen) - 1) / count(*) over ()) as money_band
    from trait_bought
    where purchase_days > 0
),

kinds as (
    select
        ranked.customer_key,
        arms.customer_key is not null as is_treated,
        case
            when recency_days <= 30 then 1
            when recency_days <= 60 then 2
            when recency_days <= 90 then 3
            when recency_days <= 180 then 4
            when recency_days <= 365 then 5
            else 6
        end as recency_band,
        case
            when purchase_days <= 2 then purchase_days
            when purchase_days <= 4 then 3
            when purchase_days <= 9 then 4
            else 5
        end as frequency_band,
        case
            when tenure_days <= 90 then 1
            when tenure_days <= 180 then 2
            when tenure_days <= 365 then 3
            when tenure_days <= 730 then 4
            else 5
        end as tenure_band,
        money_band,
        recency_days,
        tenure_days,
        purchase_days,
        cast(net_fen as decimal(18, 0)) as spent
    from ranked
    left join evaluate_arms as arms on ranked.customer_key = arms.customer_key and arms.arm = 'list'
    left join evaluate_contacted as contacted on ranked.customer_key = contacted.customer_key
    where arms.customer_key is not null or contacted.customer_key is null
),

did as (
    select
        kinds.*,
        standing.tier,
        coalesce(bought.is_buyer, 0) as is_buyer,
        coalesce(bought.was_buyer, 0) as was_buyer,
        cast(coalesce(bought.net_fen, 0) as decimal(18, 0)) as net,
        cast(coalesce(bought.past_fen, 0) as decimal(18, 0)) as past
    from kinds
    inner join trait_standing as standing on kinds.customer_key = standing.customer_key
    left join evaluate_bought as bought on kinds.customer_key = bought.customer_key
),

final as (
    select
        recency_band,
        frequency_band,
        money_band,
        tenure_band,
        tier,
        is_treated,
        count(*) as people,
        cast(sum(is_buyer) as bigint) as buyers,
        cast(sum(was_buyer) as bigint) as former_buyers,
        cast(sum(net) as decimal(38, 0)) as net,
        cast(sum(net * net) as decimal(38, 0)) as net_squares,
        cast(sum(past) as decimal(38, 0)) as past,
        cast(sum(past * past) as decimal(38, 0)) as past_squares,
        cast(sum(recency_days) as bigint) as recency,
        cast(sum(cast(recency_days as bigint) * recency_days) as bigint) as recency_squares,
        cast(sum(purchase_days) as bigint) as frequency,
        cast(sum(cast(purchase_days as bigint) * purchase_days) as bigint) as frequency_squares,
        cast(sum(tenure_days) as bigint) as tenure,
        cast(sum(cast(tenure_days as bigint) * tenure_days) as bigint) as tenure_squares,
        cast(sum(spent) as decimal(38, 0)) as spent,
        cast(sum(spent * spent) as decimal(38, 0)) as spent_squares
    from did
    group by recency_band, frequency_band, money_band, tenure_band, tier, is_treated
)

select * from final
order by recency_band, frequency_band, money_band, tenure_band, tier, is_treated
