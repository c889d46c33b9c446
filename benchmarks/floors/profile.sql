-- F3: all that is known of each customer of a loaded store, the product's definitions, for a shop whose exports have
-- orders alone: list prices, genders, levels and birthdays are unknown. words(title, word) is built before.
-- Grain: customer.
create temp view bought as
select
    customer_key, coalesce(paid_at, created_at) as bought_at, coalesce(paid_at, created_at)::date as day,
    case when refund_reported > refund then net + refund - refund_reported else net end as net, quantity, title, province,
    city, channel
from kept.orders
where net > 0 and coalesce(refund_reported, 0) < net + refund and customer_key is not null;

create temp table days as
with visits as (
    select customer_key, day, count(*) as orders, sum(coalesce(quantity, 1)) as units, sum(net) as net
    from bought
    group by all
)
select *, day - lag(day) over (partition by customer_key order by day) as gap
from visits;

-- The day of the answer, and how long half, 80 % and 95 % of all gaps are; few gaps prove nothing.
create temp table shop as
select
    (select max(greatest(created_at, paid_at))::date from kept.orders) as as_of,
    case when count(gap) < 30 then [90, 180, 365] else quantile_disc(gap, [0.5, 0.8, 0.95]) end as gaps
from days;

create temp table buyers as
select
    customer_key, min(day) as first_day, max(day) as last_day, count(*) as days, sum(orders) as orders, sum(units) as units,
    count(*) filter (day > as_of - 365) as days_of_year, sum(net) as net, (sum(net) * 100)::bigint as fen,
    quantile_disc(gap, [0.25, 0.5, 0.75]) as own_gaps, count(gap) as own,
    case when own > 1 then round(exp((sum(round(ln(gap) * 1e6)) + 2 * round(ln(gaps[1]) * 1e6)) / (1e6 * (own + 2))))
        else gaps[1] end::int as rhythm,
    (any_value(as_of) - last_day) / rhythm as waited
from days, shop
group by customer_key, gaps;

create temp table habits as
select
    customer_key,
    [
        count_if(hour(bought_at) < 6 and bought_at > day), count_if(hour(bought_at) between 6 and 11),
        count_if(hour(bought_at) between 12 and 17), count_if(hour(bought_at) > 17)
    ] as hours,
    [count_if(isodow(day) = 1), count_if(isodow(day) = 2), count_if(isodow(day) = 3), count_if(isodow(day) = 4),
        count_if(isodow(day) = 5), count_if(isodow(day) = 6), count_if(isodow(day) = 7)] as weekdays,
    avg((
        month(day) * 100 + day(day) between 301 and 308 or month(day) * 100 + day(day) between 601 and 620
        or month(day) * 100 + day(day) between case when year(day) > 2020 then 1020 else 1101 end and 1111
        or month(day) * 100 + day(day) = 1212 or day between date '2022-01-04' and date '2022-01-31'
        or day between date '2022-12-25' and date '2023-01-21' or day between date '2024-01-13' and date '2024-02-09'
        or day between date '2025-01-01' and date '2025-01-28' or day between date '2026-01-20' and date '2026-02-16'
    )::int) as on_sale,
    arg_max({'province': province, 'city': city}, bought_at) filter (province is not null or city is not null) as place
from bought
group by customer_key;

create temp table channels as
select customer_key, channel
from (select customer_key, channel, count(*) as times from bought where channel is not null group by all)
qualify row_number() over (partition by customer_key order by times desc, channel) = 1;

create temp table states as
select
    customer_key, count_if(back > 0 or status = 6) as refunds, count_if(paid > 0 or status = 6) as payments,
    sum(back) / nullif(sum(paid), 0) as refund_share, count_if(status = 1) as unpaid, count_if(status in (2, 3)) as open,
    count_if(status = 5) as closed
from (
    select *, net + refund as paid, least(greatest(refund, refund_reported), net + refund) as back
    from kept.orders
    where customer_key is not null
)
group by customer_key;

create temp table goods as
select customer_key, title, sum(net) as net
from bought
where title is not null
group by all;

create temp table favourites as
select customer_key, title, count(*) over (partition by customer_key) as titles
from goods
qualify row_number() over (partition by customer_key order by net desc, title) = 1;

create temp table favourite_words as
select
    customer_key, word, net / sum(net) over (partition by customer_key) as share,
    count(*) over (partition by customer_key) as words
from (select customer_key, word, sum(net) as net from goods join words using (title) where word is not null group by all)
qualify row_number() over (partition by customer_key order by net desc, word) = 1;

-- A score is 1 plus the thresholds that a value is above; where many bought once, times are counted instead of ranked.
create temp table scores as
with thresholds as (
    select
        quantile_disc(last_day, [0.2, 0.4, 0.6, 0.8]) as r,
        case when count_if(days = 1) * 5 > count(*) * 2 then [1, 2, 3, 5]
            else quantile_disc(days, [0.2, 0.4, 0.6, 0.8]) end as f,
        quantile_disc(fen, [0.2, 0.4, 0.6, 0.8]) as m
    from buyers
)
select
    customer_key, fen,
    1 + (last_day > r[1])::int + (last_day > r[2])::int + (last_day > r[3])::int + (last_day > r[4])::int as recency,
    1 + (days > f[1])::int + (days > f[2])::int + (days > f[3])::int + (days > f[4])::int as frequency,
    1 + (fen > m[1])::int + (fen > m[2])::int + (fen > m[3])::int + (fen > m[4])::int as money
from buyers, thresholds;

create temp table segments as
from (values
    ('champions', 'Champions', 5, 5, 4, 5), ('loyal', 'Loyal', 3, 4, 4, 5),
    ('potential_loyalist', 'Potential loyalists', 4, 5, 2, 3), ('new', 'New', 5, 5, 1, 1),
    ('promising', 'Promising', 4, 4, 1, 1), ('need_attention', 'Need attention', 3, 3, 3, 3),
    ('about_to_sleep', 'About to sleep', 3, 3, 1, 2), ('at_risk', 'At risk', 1, 2, 3, 4),
    ('cannot_lose', 'Can''t lose them', 1, 2, 5, 5), ('hibernating', 'Hibernating', 1, 2, 1, 2)
) as named (code, name, r_from, r_to, f_from, f_to);

-- Who brings the first 80 % of the money, the next 15 %, the rest; equal amounts go where the middle one of them belongs.
create temp table tiers as
with amounts as (
    select fen, count(*) as count_of_amount
    from buyers
    group by all
),
ranked as (
    select
        fen, sum(fen * count_of_amount) over (order by fen desc rows unbounded preceding) - fen * count_of_amount + fen * ((count_of_amount - 1) // 2)
            as middle, sum(fen * count_of_amount) over () as whole
    from amounts
)
select fen, case when middle * 100 < whole * 80 then 'A' when middle * 100 < whole * 95 then 'B' else 'C' end as tier
from ranked;

copy (
    select
        coalesce(customers.nick, '#' || coalesce(first_order_text, first_order_key::varchar)) as customer,
        case
            when buyers.days is null then 'never'
            when waited < 0.75 then case when buyers.days = 1 then 'new' else 'active' end
            when waited <= 1.25 then 'due'
            when waited <= gaps[2] / gaps[1] then 'overdue'
            when waited <= gaps[3] / gaps[1] then 'dormant'
            else 'lost'
        end as stage,
        segments.name as segment, segments.code as segment_code, tier,
        recency::varchar || frequency::varchar || money::varchar as rfm_cell,
        first_day as first_purchase_on, last_day as last_purchase_on,
        as_of - last_day as recency_days, as_of - first_day as tenure_days, coalesce(buyers.days, 0) as purchase_days,
        coalesce(days_of_year, 0) as purchase_days_365, coalesce(buyers.orders, 0)::int as orders,
        coalesce(buyers.units, 0)::int as units, coalesce(buyers.net, 0) as net_spend,
        ((2 * buyers.fen + buyers.days) // (2 * buyers.days) * 0.01::decimal(3, 2))::decimal(18, 2) as avg_basket,
        buyers.days > 1 as is_repeat, own_gaps[2] as median_gap, own_gaps[3] - own_gaps[1] as gap_iqr,
        rhythm as rhythm_days, last_day + rhythm as next_expected_on, place.province, place.city,
        favourites.title as top_product, word as category, share as category_share,
        case when titles is not null then coalesce(words, 0) end as categories, titles as products,
        case when list_max(hours) > 0 then
            ['night', 'morning', 'afternoon', 'evening'][list_position(hours, list_max(hours))] end as hour_band,
        ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'][list_position(weekdays, list_max(weekdays))] as weekday,
        channels.channel, null::double as discount_share, on_sale as sale_day_share, refunds::int as refund_orders,
        refund_share, refunds / nullif(payments, 0) as refund_order_share,
        unpaid::int as unpaid_orders, open::int as open_orders, closed::int as closed_orders,
        null::varchar as gender, null::varchar as member_level, null::int as age
    from kept.customers as customers
    cross join shop
    left join buyers using (customer_key)
    left join habits using (customer_key)
    left join channels using (customer_key)
    left join states using (customer_key)
    left join favourites using (customer_key)
    left join favourite_words using (customer_key)
    left join scores using (customer_key)
    left join tiers on tiers.fen = buyers.fen
    left join segments on recency between r_from and r_to and frequency between f_from and f_to
    order by coalesce(buyers.fen, 0) desc, customer
) to $target (format parquet)
