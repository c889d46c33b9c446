-- The groups that first purchases fall into.
-- grain: group
with final as (
    select
        place,
        label
    from first_groups
    group by place, label
)

select * from final
order by place
