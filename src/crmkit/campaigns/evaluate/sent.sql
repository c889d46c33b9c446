-- The first day on which a campaign ($name) was sent according to the contacts, not before its list was drawn ($as_of), and
-- what it cost; both are null where no contact says so.
-- grain: one row
with final as (
    select
        min(sent_on) as first_on,
        cast(sum(cost) as decimal(38, 2)) as cost
    from contacts
    where campaign = $name and sent_on >= $as_of and status <> 'failed' and coalesce(arm, '') <> 'holdout'
)

select * from final
