-- How many of each group (the temporary table evaluate_arms) were written to by the campaign ($name), from $start to $last.
-- grain: arm
with final as (
    select
        arms.arm,
        count(distinct contacts.customer_key) as contacted
    from evaluate_arms as arms
    inner join contacts on arms.customer_key = contacts.customer_key
    where contacts.campaign = $name
        and contacts.sent_on between $start and $last
        and contacts.status in ('sent', 'delivered')
        and coalesce(contacts.arm, '') <> 'holdout'
    group by arms.arm
)

select * from final
