-- Each customer who was there before or is there now, in the groups before and after by one kind ($by); a group is null
-- for who was not there, and 'unknown' for a risk that could not be predicted.
-- grain: customer of either side
with sooner as (
    select
        customer_key,
        net_fen,
        case $by
            when 'segment' then segment
            when 'tier' then tier
            when 'stage' then stage
            else coalesce(risk, 'unknown')
        end as code
    from standings_before
),

later as (
    select
        customer_key,
        net_fen,
        case $by
            when 'segment' then segment
            when 'tier' then tier
            when 'stage' then stage
            else coalesce(risk, 'unknown')
        end as code
    from standings_after
),

final as (
    select
        coalesce(sooner.customer_key, later.customer_key) as customer_key,
        sooner.code as from_code,
        later.code as to_code,
        coalesce(sooner.net_fen, 0) as before_fen,
        coalesce(later.net_fen, 0) as after_fen
    from sooner
    full outer join later on sooner.customer_key = later.customer_key
)

select * from final
