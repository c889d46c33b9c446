-- What reading found in the loaded files beyond their lines, with the name of the file.
-- grain: one thing found in one file
with final as (
    select
        findings.file_key,
        files.name as file,
        findings.code,
        findings.rows,
        findings.amount,
        findings.line,
        findings.column_name,
        findings.value
    from kept.findings as findings
    join kept.files as files on files.file_key = findings.file_key
)

select * from final
