-- The order numbers that one file gives to several buyers on several days: two shops have used them. The earlier order
-- stays (buyer).
-- grain: platform + shop + order id
with by_buyer as (
    select
        shop_key,
        order_key,
        order_text,
        customer_key,
        min(coalesce(created_at, paid_at)) as dated_at,
        greatest(sum(net + refund), coalesce(max(due), 0)) as amount
    from staged
    where customer_key is not null and part = 0 and coalesce(created_at, paid_at) is not null
    group by shop_key, order_key, order_text, customer_key
),

final as (
    select
        shop_key,
        order_key,
        order_text,
        arg_min(customer_key, row(dated_at::date, customer_key)) as buyer,
        sum(amount) - arg_min(amount, row(dated_at::date, customer_key)) as amount
    from by_buyer
    group by shop_key, order_key, order_text
    having count(*) > 1
        and date_diff('day', min(dated_at)::date, max(dated_at)::date) >= case when min(amount) = max(amount) then 2 else 1 end
)

select * from final
