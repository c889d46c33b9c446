-- The orders as lines of a 25-column order report, ids as ="...", addresses in quotes around their comma.
-- Grain: order.
with texts as (
    select
        *,
        timestamp '2022-07-01 00:00:00' + to_seconds(created) as created_at,
        lpad(((customer * 7919 + 1234) % 100000000)::varchar, 8, '0') as code
    from benchmark_orders
),
final as (
    select concat_ws(',',
        '="' || (300000000000000000 + n * 100000 + customer % 100000)::varchar || '"',
        getvariable('nicks')[1 + (customer % len(getvariable('nicks')))::integer] || code,
        'buyer' || code || '@example.com',
        (goods::decimal(12, 0) * 0.01::decimal(3, 2))::varchar,
        (postage::decimal(12, 0) * 0.01::decimal(3, 2))::varchar,
        (due::decimal(12, 0) * 0.01::decimal(3, 2))::varchar,
        (net::decimal(12, 0) * 0.01::decimal(3, 2))::varchar,
        getvariable('states')[1 + state],
        case when c % 200 = 0 then '谢谢老板' || chr(128522) when c % 8 = 1 then '麻烦尽快发货，放门卫就好' else '' end,
        getvariable('names')[1 + (customer % len(getvariable('names')))::integer],
        '"' || getvariable('places')[1 + (customer % len(getvariable('places')))::integer] || '青禾路'
            || customer % 900 || '号,云栖苑' || customer % 12 || '幢' || customer % 19 || '02室(000000)"',
        '快递',
        '''140' || code,
        created_at::varchar,
        case when paid then (created_at + to_seconds(((c >> 10) % 150)::bigint))::varchar else '' end,
        getvariable('titles')[1 + ((c >> 20) % len(getvariable('titles')))::integer],
        '1',
        case when state in (2, 3) then 'No:78' || (10000000000000 + (c >> 24) % 10000000000000)::varchar else '' end,
        case when state in (2, 3) then getvariable('carriers')[1 + (c % len(getvariable('carriers')))::integer] else '' end,
        case when (c >> 30) % 20 = 0 then '''老客户送小样' else '''null' end,
        quantity::varchar,
        '青禾小铺',
        case state when 4 then '买家未付款' when 5 then '退款' else '订单未关闭' end,
        (refund::decimal(12, 0) * 0.01::decimal(3, 2))::varchar,
        case when (c >> 40) % 100 < 84 then '手机订单' else '' end
    ) as line
    from texts
)
select line from final
