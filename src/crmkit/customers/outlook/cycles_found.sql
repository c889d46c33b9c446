-- How many products have a cycle.
-- grain: one row
with final as (
    select count(*) as cycles
    from cycles
)

select * from final
