-- Lines that could not be loaded.
-- grain: one quarantined stretch of lines
with final as (
    select
        null as order_id,
        null as customer,
        file,
        null::date as day,
        amount,
        line::varchar as value
    from quarantine
)

select * from final
