-- One row per buyer of the batch: whatever any of their lines knows.
-- grain: one customer
with final as (
    select
        customer_key,
        max(nick) as nick,
        max(gender) as gender,
        max(birthday) as birthday,
        max(level) as level,
        max(province) as province,
        max(city) as city,
        max(coalesce(lines, 1)) as lines,
        bool_and(coalesce(padded, false)) as padded
    from staged
    group by customer_key
)

select * from final
