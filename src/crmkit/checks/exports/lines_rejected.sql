-- Lines that could not be loaded.
-- grain: one line
with each_line as (
    select
        file,
        amount,
        line as first_line,
        unnest(generate_series(line, line + lines - 1)) as line
    from quarantine
),

final as (
    select
        null as order_id,
        null as customer,
        file,
        null::date as day,
        case when line = first_line then amount end as amount,  -- it is that of all of them
        line::varchar as value
    from each_line
)

select * from final
