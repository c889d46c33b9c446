-- Each identified customer's first purchase day, and how long until the next or until as_of.
-- grain: customer
with with_next as (
    select
        customer_key,
        purchase_day,
        dense_rank() over by_day as nth,
        lead(purchase_day) over by_day as next_day
    from qualifying_orders
    where customer_key is not null and purchase_day <= $as_of
    window by_day as (partition by customer_key order by purchase_day)
),

-- Of several orders on the first day the last one stands for it.
final as (
    select
        customer_key,
        purchase_day as first_day,
        coalesce(next_day, $as_of) - purchase_day as days,
        next_day is not null as is_back
    from with_next
    where nth = 1
        and (next_day is null or next_day > purchase_day)
        and purchase_day between $since and $until
)

select * from final
