-- What was known of each customer on a day ($cutoff): nothing dated later counts, no refund before it was known
-- ($knows_all: every refund in hand is known by then). Money in fen, times in days before the cutoff.
-- grain: customer
with back as (
    select
        customer_key,
        purchase_day,
        cast(sum(fen) as bigint) as fen
    from returned
    where not $knows_all and known_on <= $cutoff
    group by customer_key, purchase_day
),

known as (
    select
        occasions.customer_key,
        occasions.purchase_day,
        $cutoff - occasions.purchase_day as days_ago,
        occasions.paid_fen,
        case when $knows_all then occasions.refund_fen else coalesce(back.fen, 0) end as returned_fen,
        occasions.units,
        occasions.has_free,
        occasions.new_titles,
        cast(coalesce(occasions.gap_days, 0) as bigint) as gap_days
    from occasions
    left join back
        on occasions.customer_key = back.customer_key and occasions.purchase_day = back.purchase_day
    where occasions.purchase_day <= $cutoff
),

kept as (
    select
        *,
        paid_fen - returned_fen as net_fen,
        -- a day counts while some of its money was kept
        case when paid_fen > returned_fen or has_free = 1 then 1 else 0 end as counts
    from known
),

summed as (
    select
        customer_key,
        sum(counts) as days,
        min(case when counts = 1 then days_ago end) as recency,
        max(case when counts = 1 then days_ago end) as age,
        sum(case when days_ago < 30 then counts else 0 end) as days_30,
        sum(case when days_ago < 90 then counts else 0 end) as days_90,
        sum(case when days_ago < 180 then counts else 0 end) as days_180,
        sum(case when days_ago < 365 then counts else 0 end) as days_365,
        sum(case when days_ago < 90 then net_fen else 0 end) as net_90,
        sum(case when days_ago < 365 then net_fen else 0 end) as net_365,
        sum(net_fen) as net_fen,
        arg_min(case when counts = 1 then net_fen end, case when counts = 1 then purchase_day end) as first_fen,
        arg_max(case when counts = 1 then net_fen end, case when counts = 1 then purchase_day end) as last_fen,
        max(gap_days) as gap_max,
        sum(gap_days) as gap_sum,
        sum(gap_days * gap_days) as gap_squares,
        arg_max(gap_days, purchase_day) as gap_last,
        count(*) as paid_days,
        sum(paid_fen) as paid_fen,
        sum(returned_fen) as returned_fen,
        sum(units) as units,
        sum(new_titles) as titles,
        -- purchase days in the coming $horizon days of a year ago
        sum(case when days_ago >= 365 - $horizon and days_ago < 365 then counts else 0 end) as season_days
    from kept
    group by customer_key
),

final as (
    select
        customer_key,
        cast(days as integer) as days,
        cast(recency as integer) as recency,
        cast(age as integer) as age,
        cast(days_30 as integer) as days_30,
        cast(days_90 as integer) as days_90,
        cast(days_180 as integer) as days_180,
        cast(days_365 as integer) as days_365,
        cast(net_90 as bigint) as net_90,
        cast(net_365 as bigint) as net_365,
        cast(net_fen as bigint) as net_fen,
        cast(first_fen as bigint) as first_fen,
        cast(last_fen as bigint) as last_fen,
        cast(gap_max as integer) as gap_max,
        cast(gap_sum as integer) as gap_sum,
        cast(gap_squares as bigint) as gap_squares,
        cast(gap_last as integer) as gap_last,
        cast(paid_days as integer) as paid_days,
        cast(paid_fen as bigint) as paid_fen,
        cast(returned_fen as bigint) as returned_fen,
        cast(units as integer) as units,
        cast(titles as integer) as titles,
        cast(season_days as integer) as season_days
    from summed
    where days > 0
)

select * from final
order by customer_key
