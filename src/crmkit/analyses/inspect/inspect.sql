-- Of how many customers, and of how many of the audience, each value of each feature is true.
-- grain: feature + value
with feature_values as (
    select
        is_chosen,
        unnest([
            'stage', 'is_repeat', 'tier', 'segment', 'avg_basket', 'median_gap', 'province', 'category', 'top_product',
            'hour_band', 'weekday', 'channel', 'discount_share', 'refund_orders', 'gender', 'member_level'
        ]) as feature,
        unnest([
            stage, is_repeat, tier, segment, avg_basket, median_gap, province, category, top_product,
            hour_band, weekday, channel, discount_share, refund_orders, gender, member_level
        ]) as value
    from inspected
),

final as (
    select
        feature,
        value,
        cast(sum(case when is_chosen then 1 else 0 end) as bigint) as customers,
        count(*) as everyone
    from feature_values
    where value is not null
    group by feature, value
)

select * from final
order by feature asc, everyone desc, value asc
