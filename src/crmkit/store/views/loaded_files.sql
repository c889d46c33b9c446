-- Every file that was loaded, with its account of lines.
-- grain: one loaded file
with final as (
    select *
    from kept.files
)

select * from final
