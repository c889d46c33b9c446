-- What reading found in the files that the answer comes from, and what their orders and refunds together leave open.
-- grain: one thing found in one file, or in all of them (without a file)
with findings as (
    select
        file_key,
        file,
        code,
        rows,
        amount,
        line,
        column_name,
        value
    from found

    union all

    select
        null as file_key,
        null as file,
        code,
        rows,
        amount,
        null as line,
        null as column_name,
        value
    from doubts
),

final as (
    select
        file,
        code,
        rows,
        amount,
        line,
        column_name,
        value
    from findings
    order by file_key nulls last, code, line, column_name, value
)

select * from final
