-- Of the customers in the temporary table audience, how many bought from $first to $last.
-- grain: one row
with bought as (
    select distinct purchases.customer_key
    from purchases
    inner join audience on audience.customer_key = purchases.customer_key
    where purchases.purchase_day >= $first and purchases.purchase_day <= $last
),

final as (
    select
        (select count(*) from audience) as customers,
        (select count(*) from bought) as buyers
)

select * from final
