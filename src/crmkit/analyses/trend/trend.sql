-- Sales period by period (docs/metrics.md, trend): orders that count and their money, what was paid and what of it went
-- back by the period of the purchase, identified buyers and those among them who bought for the first time, and what these and
-- the other identified buyers brought.
-- `period` numbers days or weeks since 1990-01-01, or months since the year 0.
-- grain: period with a paid order
with visits as (
    select
        customer_key,
        cast(case $by
            when 'day' then purchase_day - date '1990-01-01'
            when 'week' then floor((purchase_day - date '1990-01-01') / 7)
            else year(purchase_day) * 12 + month(purchase_day) - 1
        end as integer) as period,
        count(*) filter (where is_purchase) as orders,
        sum(paid) as paid,
        sum(refund) as refund
    from payments
    where $is_whole or purchase_day <= $as_of
    group by all
),

-- The first period with a purchase, and behind it what it brought: one number, so that the least has both and no join is
-- needed. Up to 10^14 fen have room; what is bought brings no less than 0.
beginners as (
    select min(period * 100000000000000 + cast((paid - refund) * 100 as bigint)) as first_visit
    from visits
    where customer_key is not null and orders > 0
    group by customer_key
),

begun as (
    select
        -- what is divided has no remainder, so nothing is lost
        cast((first_visit - mod(first_visit, 100000000000000)) / 100000000000000 as integer) as period,
        count(*) as new_customers,
        sum(mod(first_visit, 100000000000000)) as new_fen
    from beginners
    group by 1
),

sold as (
    select
        period,
        sum(orders) as orders,
        count(customer_key) filter (where orders > 0) as customers,
        sum(paid) as paid,
        sum(refund) as refund,
        sum(case when customer_key is null then paid - refund else 0 end) as unidentified_net
    from visits
    group by period
),

final as (
    select
        sold.period,
        cast(sold.orders as bigint) as orders,
        sold.customers,
        coalesce(begun.new_customers, 0) as new_customers,
        cast(sold.paid * 100 as bigint) as paid_fen,
        cast(sold.refund * 100 as bigint) as refund_fen,
        cast(coalesce(begun.new_fen, 0) as bigint) as new_fen,
        cast(sold.unidentified_net * 100 as bigint) as unidentified_fen
    from sold
    left join begun on sold.period = begun.period
)

select * from final
order by period
