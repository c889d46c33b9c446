-- When each identified customer first paid for each title.
-- grain: customer + title
with final as (
    select
        customer_key,
        hash(title) as title_key,
        min(purchase_day) as purchase_day
    from sales
    where customer_key is not null and title is not null
    group by customer_key, hash(title)
)

select * from final
