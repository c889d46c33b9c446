-- The quarantined lines of the files with the shops that were asked for.
-- grain: one quarantined line
with final as (
    select *
    from whole.rejects
    where file_key in (select file_key from kept.files)
)

select * from final
