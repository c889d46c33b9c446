-- How often each customer who matches was contacted or is to be: since the first day that counts for the cap ($cap_from), and
-- whether since the first day of rest ($quiet_from). What failed was no contact, nor was who was held out. A list that was kept
-- counts on its day, unless the log has the contact of that campaign by then. A contact behind the day of the list counts, too.
-- grain: customer with a contact
with events as (
    select
        contacts.customer_key,
        contacts.campaign,
        contacts.sent_on
    from contacts
    inner join audience on audience.customer_key = contacts.customer_key
    where contacts.status <> 'failed'
        and coalesce(contacts.arm, 'treated') <> 'holdout'
        and contacts.sent_on >= least($cap_from, $quiet_from)
    union all
    select
        planned.customer_key,
        planned.name as campaign,
        planned.as_of as sent_on
    from planned_members as planned
    inner join audience on audience.customer_key = planned.customer_key
    left join contacts
        on contacts.customer_key = planned.customer_key
        and contacts.campaign = planned.name
    where planned.arm = 'list'
        and planned.as_of >= least($cap_from, $quiet_from)
        and contacts.customer_key is null
),

final as (
    select
        customer_key,
        sum(case when sent_on >= $cap_from then 1 else 0 end) as contacts_in_cap,
        max(case when sent_on >= $quiet_from then 1 else 0 end) as is_resting
    from events
    group by customer_key
)

select * from final
