-- Orders whose province is none of China's, in data where most are.
-- grain: platform + shop + order id
with placed as (
    select
        *,
        province in (
            '北京', '天津', '上海', '重庆', '河北', '山西', '辽宁', '吉林', '黑龙江', '江苏', '浙江', '安徽', '福建', '江西', '山东',
            '河南', '湖北', '湖南', '广东', '海南', '四川', '贵州', '云南', '陕西', '甘肃', '青海', '台湾', '内蒙古', '广西', '西藏', '宁夏',
            '新疆', '香港', '澳门'
        ) as is_known
    from kept.orders
    where province is not null
),

final as (
    select
        coalesce(order_text, order_key::varchar) as order_id,
        null as customer,
        null as file,
        coalesce(created_at, paid_at)::date as day,
        (net + refund)::decimal(38, 2) as amount,
        province as value
    from placed
    where not is_known
        and (select count(*) filter (where is_known) > count(*) / 2 from placed)
)

select * from final
