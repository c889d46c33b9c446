-- Sales period by period (docs/metrics.md, trend): orders that count and their money, what was paid and what of it went
-- back by the period of the purchase, identified buyers and those among them who bought for the first time.
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

beginners as (
    select
        customer_key,
        min(period) as period
    from visits
    where customer_key is not null and orders > 0
    group by customer_key
),

begun as (
    select
        period,
        count(*) as new_customers
    from beginners
    group by period
),

sold as (
    select
        period,
        sum(orders) as orders,
        count(customer_key) filter (where orders > 0) as customers,
        sum(paid) as paid,
        sum(refund) as refund
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
        cast(sold.refund * 100 as bigint) as refund_fen
    from sold
    left join begun on sold.period = begun.period
)

select * from final
order by period
