-- Whether each customer is in an arm ($arm) of an audience (the temporary table audience_asked).
-- grain: customer, every one of that day
with final as (
    select
        everyone.customer_key,
        coalesce(there.arm = $arm, false) as answer
    from everyone
    left join audience_asked as there on everyone.customer_key = there.customer_key
)

select * from final
