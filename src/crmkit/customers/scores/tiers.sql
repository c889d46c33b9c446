-- Customers by value tier and decile, the biggest spenders first: how many, money, extremes, terms of the Gini coefficient.
-- Customers with the same amount go together, to where the middle one of them belongs (docs/metrics.md, value tiers).
-- grain: tier + decile
with amounts as (
    select
        net_fen as amount,
        count(*) as customers
    from scores_spent
    group by net_fen
),

ranked as (
    select
        amount,
        customers,
        cast(
            sum(customers) over (order by amount desc rows unbounded preceding) - customers as bigint
        ) as customers_ahead,
        cast(
            sum(amount * customers) over (order by amount desc rows unbounded preceding)
            - amount * customers as decimal(38, 0)
        ) as fen_ahead,
        cast(sum(customers) over () as bigint) as everyone,
        cast(sum(amount * customers) over () as decimal(38, 0)) as all_fen
    from amounts
),

centred as (
    select
        amount,
        customers,
        customers_ahead,
        everyone,
        all_fen,
        customers_ahead + cast(floor((customers - 1) / 2) as bigint) as middle_ahead,
        fen_ahead + amount * cast(floor((customers - 1) / 2) as bigint) as middle_fen_ahead
    from ranked
),

placed as (
    select
        amount,
        customers,
        -- thresholds are millionths of all money
        1
        + case when middle_fen_ahead * 1000000 >= all_fen * $threshold_1 then 1 else 0 end
        + case when middle_fen_ahead * 1000000 >= all_fen * $threshold_2 then 1 else 0 end
        + case when middle_fen_ahead * 1000000 >= all_fen * $threshold_3 then 1 else 0 end
        + case when middle_fen_ahead * 1000000 >= all_fen * $threshold_4 then 1 else 0 end
        + case when middle_fen_ahead * 1000000 >= all_fen * $threshold_5 then 1 else 0 end as tier_number,
        1 + cast(floor(10 * middle_ahead / everyone) as integer) as decile,
        cast(amount as decimal(38, 0)) * customers * (everyone - 2 * customers_ahead - customers) as gini_term,
        -- of the best fifth of customers, rounded up, those with this amount
        amount * greatest(
            0, least(customers, cast(ceil(everyone / 5) as bigint) - customers_ahead)
        ) as top_fifth_fen
    from centred
),

final as (
    select
        tier_number,
        decile,
        cast(sum(customers) as bigint) as customers,
        sum(amount * customers) as net_fen,
        min(amount) as lowest,
        max(amount) as highest,
        sum(gini_term) as gini_terms,
        sum(top_fifth_fen) as top_fifth_fen
    from placed
    group by tier_number, decile
)

select * from final
order by tier_number, decile
