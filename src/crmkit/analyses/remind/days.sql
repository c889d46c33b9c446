-- How many customers are to be reminded whose next purchase is expected on a day, on what grounds.
-- grain: expected_on + basis
with final as (
    select
        expected_on,
        basis,
        count(*) as customers
    from reminded
    group by expected_on, basis
)

select * from final
order by expected_on, basis
