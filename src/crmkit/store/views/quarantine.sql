-- Every quarantined line with its file.
-- grain: one quarantined line
with final as (
    select
        rejects.file_key,
        files.file,
        rejects.line,
        rejects.lines,
        rejects.reason,
        rejects.column_name,
        rejects.digest,
        rejects.amount
    from kept.rejects as rejects
    join loaded_files as files on files.file_key = rejects.file_key
)

select * from final
