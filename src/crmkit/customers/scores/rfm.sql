-- What each customer did in the window: days since the last purchase, purchase days, money (docs/metrics.md, RFM).
-- grain: customer
with days as (
    select
        customer_key,
        purchase_day,
        sum(net) as net
    from qualifying_orders
    where customer_key is not null and purchase_day between $first_day and $as_of
    group by customer_key, purchase_day
),

spent as (
    select
        customer_key,
        max(purchase_day) as last_purchase_on,
        count(*) as frequency,
        cast(sum(net) * 100 as bigint) as net_fen
    from days
    group by customer_key
),

final as (
    select
        customer_key,
        last_purchase_on,
        date_diff('day', last_purchase_on, $as_of) as recency_days,
        frequency,
        -- the average purchase day rounded half up to the fen; what is divided has no remainder, so nothing is lost
        case
            when $averaged
                then cast(
                    (2 * net_fen + frequency - mod(2 * net_fen + frequency, 2 * frequency)) / (2 * frequency) as bigint
                )
            else net_fen
        end as monetary_fen,
        net_fen
    from spent
)

select * from final
