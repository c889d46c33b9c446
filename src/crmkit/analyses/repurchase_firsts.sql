-- Each identified customer's first purchase day: the money of the day, and how long until the next or until as_of.
-- grain: customer
with told as (
    select
        customer_key,
        purchase_day,
        net,
        row_number() over by_day as nth,
        lead(purchase_day) over by_day as next_day
    from purchases
    where purchase_day <= $as_of
    window by_day as (partition by customer_key order by purchase_day)
),

final as (
    select
        customer_key,
        purchase_day as first_day,
        cast(net * 100 as bigint) as basket_fen,
        coalesce(next_day, $as_of) - purchase_day as days,
        next_day is not null as is_back
    from told
    where nth = 1 and purchase_day between $since and $until
)

select * from final
