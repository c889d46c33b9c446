-- Where orders went to.
-- grain: province + city
with final as (
    select distinct
        substr(sha256(concat_ws(' ', $key, 'place', coalesce(province, ''), coalesce(city, ''))), 1, 16) as place_key,
        province,
        city
    from order_states
    where ($is_whole or purchase_day <= $as_of) and (province is not null or city is not null)
)

select * from final
