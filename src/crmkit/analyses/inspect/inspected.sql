-- What every customer is compared by, each as a text, and whether they are in the audience. Amounts and days are in bands:
-- average baskets in five of about equal size, the others between fixed thresholds.
-- grain: customer, every one
with quantiles as (
    select
        percentile_disc(0.2) within group (order by avg_basket) as quantile_1,
        percentile_disc(0.4) within group (order by avg_basket) as quantile_2,
        percentile_disc(0.6) within group (order by avg_basket) as quantile_3,
        percentile_disc(0.8) within group (order by avg_basket) as quantile_4
    from trait_bought
    where purchase_days > 0
),

final as (
    select
        bought.customer_key,
        audience.customer_key is not null as is_chosen,
        bought.purchase_days,
        bought.recency_days,
        bought.net_fen,
        cast(bought.avg_basket * 100 as bigint) as basket_fen,
        case
            when bought.purchase_days > 0 then cast(
                1
                + case when bought.avg_basket > quantiles.quantile_1 then 1 else 0 end
                + case when bought.avg_basket > quantiles.quantile_2 then 1 else 0 end
                + case when bought.avg_basket > quantiles.quantile_3 then 1 else 0 end
                + case when bought.avg_basket > quantiles.quantile_4 then 1 else 0 end as varchar
            )
        end as avg_basket,
        case when bought.is_repeat then 'returning' when not bought.is_repeat then 'once' end as is_repeat,
        rhythm.stage,
        case
            when rhythm.median_gap <= 30 then '1-30'
            when rhythm.median_gap <= 60 then '31-60'
            when rhythm.median_gap <= 90 then '61-90'
            when rhythm.median_gap <= 180 then '91-180'
            when rhythm.median_gap <= 365 then '181-365'
            when rhythm.median_gap > 365 then '366+'
        end as median_gap,
        standing.tier,
        standing.segment,
        place.province,
        goods.category,
        goods.top_product,
        habits.hour_band,
        habits.weekday,
        habits.channel,
        case
            when discounts.discount_share <= 0 then '0%'
            when discounts.discount_share < 0.1 then '0-10%'
            when discounts.discount_share < 0.2 then '10-20%'
            when discounts.discount_share < 0.3 then '20-30%'
            when discounts.discount_share >= 0.3 then '30%+'
        end as discount_share,
        case
            when after_sales.refund_orders <= 1 then cast(after_sales.refund_orders as varchar)
            when after_sales.refund_orders > 1 then '2+'
        end as refund_orders,
        facts.gender,
        facts.member_level
    from trait_bought as bought
    cross join quantiles
    left join audience on bought.customer_key = audience.customer_key
    left join trait_rhythm as rhythm on bought.customer_key = rhythm.customer_key
    left join trait_standing as standing on bought.customer_key = standing.customer_key
    left join trait_place as place on bought.customer_key = place.customer_key
    left join trait_goods as goods on bought.customer_key = goods.customer_key
    left join trait_habits as habits on bought.customer_key = habits.customer_key
    left join trait_discounts as discounts on bought.customer_key = discounts.customer_key
    left join trait_after_sales as after_sales on bought.customer_key = after_sales.customer_key
    left join trait_facts as facts on bought.customer_key = facts.customer_key
)

select * from final
