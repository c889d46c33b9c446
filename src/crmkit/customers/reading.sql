-- What reading found in the files that the answer comes from.
-- grain: one thing found in one file
with final as (
    select
        file,
        code,
        rows,
        amount,
        line,
        column_name,
        value
    from found
    order by file_key, code, line, column_name, value
)

select * from final
