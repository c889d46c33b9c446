-- By what the loaded files are known: the same files have the same digests.
-- grain: loaded file
with final as (
    select sha256
    from loaded_files
)

select * from final
order by sha256
