-- Whether each customer is in a snapshot (the temporary table snapshot_asked), where $standing is empty, or had $value there as
-- their segment, tier or stage.
-- grain: customer, every one of that day
with final as (
    select
        everyone.customer_key,
        coalesce(
            case $standing
                when 'segment' then there.segment = $value
                when 'tier' then there.tier = $value
                when 'stage' then there.stage = $value
                else there.customer_key is not null
            end,
            false
        ) as answer
    from everyone
    left join snapshot_asked as there on everyone.customer_key = there.customer_key
)

select * from final
