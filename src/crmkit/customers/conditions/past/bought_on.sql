-- Whether each customer bought what was asked for on the first or (where $is_last) the last purchase day; not known of who then
-- bought something that is not known, and not that.
-- grain: customer, every one of that day
with days as (
    select
        customer_key,
        case when $is_last then max(purchase_day) else min(purchase_day) end as purchase_day
    from bought_days
    group by customer_key
),

found as (
    select
        days.customer_key,
        max(case when bought_found.is_hidden then 0 else 1 end) as is_bought
    from days
    inner join bought_found on days.customer_key = bought_found.customer_key and days.purchase_day = bought_found.purchase_day
    group by days.customer_key
),

final as (
    select
        everyone.customer_key,
        case when found.is_bought = 1 then true when found.is_bought is null then false end as answer
    from everyone
    left join found on everyone.customer_key = found.customer_key
)

select * from final
