-- One row per buyer of the batch: of several lines the one that is proven to be the newest, whole. `column_groups` has a bit for
-- each group of columns that the file has: gender 1, birthday 2, level 4, place 8, history 16.
-- grain: one customer
with reached as (
    select max(greatest(exported_at, first_at, last_at)) as reach
    from staged
),

proven as (
    select
        staged.*,
        row_proof(coalesce(exported_at, reach), last_at, orders, total) as proof,
        row(gender, birthday, birth_day, level, province, city, first_at, last_at, orders, total)::varchar as content
    from staged
    cross join reached
),

turned as (
    select
        proven.*,
        row_number() over newest_first as turn,
        content <> first_value(content) over newest_first and proof = first_value(proof) over newest_first as is_other
    from proven
    window newest_first as (partition by customer_key order by proof desc, content desc)
),

final as (
    select
        customer_key,
        any_value(nick) filter (where turn = 1) as nick,
        $column_groups::utinyint as column_groups,
        any_value(gender) filter (where turn = 1) as gender,
        any_value(birthday) filter (where turn = 1) as birthday,
        any_value(birth_day) filter (where turn = 1) as birth_day,
        any_value(level) filter (where turn = 1) as level,
        any_value(province) filter (where turn = 1) as province,
        any_value(city) filter (where turn = 1) as city,
        any_value(first_at) filter (where turn = 1) as first_at,
        any_value(last_at) filter (where turn = 1) as last_at,
        any_value(orders) filter (where turn = 1) as orders,
        any_value(total) filter (where turn = 1) as total,
        max(proof) as proof,
        bool_or(is_other) as is_disputed,
        max(coalesce(lines, 1)) as lines,
        bool_and(coalesce(padded, false)) as padded
    from turned
    group by customer_key
)

select * from final
