-- Every file that was loaded, with its account of lines. file is its name; with its folder where files of several places have
-- that name.
-- grain: one loaded file
with named as (
    select
        *,
        regexp_replace(name, '^.*/', '') as name_alone
    from kept.files
),

final as (
    select
        *,
        case
            when min(place) over (partition by name_alone) <> max(place) over (partition by name_alone) then name
            else name_alone
        end as file
    from named
)

select * from final
