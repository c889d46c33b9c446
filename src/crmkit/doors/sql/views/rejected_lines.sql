-- The lines that could not be loaded; not what stands in them.
-- grain: rejected line
with final as (
    select
        file_key as file_number,
        file,
        line,
        reason,
        column_name,
        amount
    from quarantine
)

select * from final
order by file_number, line, reason, column_name, amount
