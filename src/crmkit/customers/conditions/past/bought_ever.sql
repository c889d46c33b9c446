-- Whether each customer bought what was asked for; not known of who bought something that is not known, and not that.
-- grain: customer, every one of that day
with found as (
    select
        customer_key,
        max(case when is_hidden then 0 else 1 end) as is_bought
    from bought_found
    group by customer_key
),

final as (
    select
        everyone.customer_key,
        case when found.is_bought = 1 then true when found.is_bought is null then false end as answer
    from everyone
    left join found on everyone.customer_key = found.customer_key
)

select * from final
