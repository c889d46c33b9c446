-- How many digests keep forgotten people from coming back.
-- grain: one row
with final as (
    select count(*) as digests
    from kept.tombstones
)

select * from final
