-- Audiences with more or fewer customers than they say, in all or in one of their groups.
-- grain: audience
with counted as (
    select
        name,
        count(*) as matched,
        count(case when arm = 'list' then 1 end) as listed,
        count(case when arm = 'holdout' then 1 end) as held_out
    from kept.arms
    group by name
),

final as (
    select
        null as order_id,
        null as customer,
        null as file,
        heads.as_of as day,
        null as amount,
        heads.name || ': ' || coalesce(counted.matched, 0)::varchar || ' / ' || heads.matched::varchar as value
    from kept.audiences as heads
    left join counted on counted.name = heads.name
    where coalesce(counted.matched, 0) <> heads.matched
        or coalesce(counted.listed, 0) <> heads.listed
        or coalesce(counted.held_out, 0) <> heads.held_out
)

select * from final
