-- Why each customer who matches is left out, by the first reason that holds; null for who may be contacted. Reads the
-- temporary tables audience, consented, touched and planned_members.
-- grain: customer
with refunding as (
    select distinct customer_key
    from unsettled_refunds
    where customer_key is not null
),

bought as (
    select
        customer_key,
        max(purchase_day) as last_day
    from purchases
    where purchase_day > $bought_after and purchase_day <= $as_of
    group by customer_key
),

held as (
    select distinct customer_key
    from planned_members
    where arm in ('list', 'holdout')
        and priority <= $priority
        and as_of <= $as_of
        and window_to > $as_of
),

final as (
    select
        audience.customer_key,
        case
            when consented.is_blocked = 1 then 'blocked'
            when consented.refused = 1 then 'refused'
            when $needs_consent and coalesce(consented.agreed, 0) = 0 then 'no_consent'
            when refunding.customer_key is not null then 'open_refund'
            when bought.last_day is not null then 'just_bought'
            when touched.is_resting = 1 then 'just_contacted'
            when touched.contacts_in_cap + 1 > $cap_contacts then 'over_cap'
            when held.customer_key is not null then 'other_campaign'
        end as reason
    from audience
    left join consented on consented.customer_key = audience.customer_key
    left join refunding on refunding.customer_key = audience.customer_key
    left join bought on bought.customer_key = audience.customer_key
    left join touched on touched.customer_key = audience.customer_key
    left join held on held.customer_key = audience.customer_key
)

select * from final
