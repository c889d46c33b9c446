-- Of how many customers, and of how many of the audience, each value of each feature is true.
-- grain: feature + value
with told as (
    select
        is_chosen,
        unnest([
            'stage', 'is_returning', 'tier', 'segment', 'mean_basket', 'median_gap', 'province', 'category', 'product',
            'hour_band', 'weekday', 'channel', 'discount_share', 'refund_orders', 'gender', 'level'
        ]) as feature,
        unnest([
            stage, is_returning, tier, segment, mean_basket, median_gap, province, category, product,
            hour_band, weekday, channel, discount_share, refund_orders, gender, level
        ]) as value
    from inspected
),

final as (
    select
        feature,
        value,
        cast(sum(case when is_chosen then 1 else 0 end) as bigint) as customers,
        count(*) as everyone
    from told
    where value is not null
    group by feature, value
)

select * from final
order by feature asc, everyone desc, value asc
