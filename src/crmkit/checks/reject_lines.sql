-- The lines that were set aside, by the number of their file, with the digest of their bytes.
-- grain: one quarantined stretch of lines
with final as (
    select
        rejects.file_key,
        files.file,
        files.loaded_at,
        rejects.line,
        rejects.digest
    from kept.rejects as rejects
    inner join loaded_files as files on files.file_key = rejects.file_key
)

select * from final
order by file_key, line
