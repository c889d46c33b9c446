-- What reading found in the files with the shops that were asked for.
-- grain: one thing found in one file
with final as (
    select *
    from whole.findings
    where file_key in (select file_key from kept.files)
)

select * from final
