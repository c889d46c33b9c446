-- One row per line of a customer table: the buyer by nick (or another name in the table), and what the table
-- says of them. A cell that means nothing
-- is unknown and costs nothing else (is_odd_birthday, is_odd_history); the month and day of a birthday may
-- stand alone. Whether the day or the month comes first in 05/06/1990 is what the whole column proves.
-- A blank or masked nick identifies no customer; such a line goes to quarantine.
-- grain: one record of the file
with cells as (
    select
        line,
        lines,
        padded,
        is_skipped,
        bare(buyer) as own_name,
        bare(buyer_else) as other_name,
        said(gender) as gender,
        said(birthday) as birthday_cell,
        nullif(bare(level), '') as level,
        nullif(bare(province), '') as province,
        nullif(bare(city), '') as city,
        said(first_at) as first_cell,
        said(last_at) as last_time_cell,
        said(orders) as orders_cell,
        said(total) as total_cell,
        said(exported_at) as exported_cell,
        last_cell,
        surplus_cell
    from raw
),

-- A macro writes out what it is given wherever it uses it: names are plain columns by then.
named as (
    select
        *,
        case when other_name is null then nullif(own_name, '') else either_name(own_name, other_name) end as name
    from cells
),

parted as (
    select
        named.*,
        buyer_name(name) as nick,
        born_parts(birthday_cell) as born,
        day_parts(birthday_cell) as turned,
        time_in(first_cell) as first_at,
        time_in(last_time_cell) as last_at,
        number_in(orders_cell) as orders,
        money_in(total_cell) as total,
        time_in(exported_cell) as exported_at
    from named
),

ordered as (
    select
        parted.*,
        case
            when max(try_cast(turned.one as integer)) over () > 12 and max(try_cast(turned.two as integer)) over () <= 12 then 'day'
            when max(try_cast(turned.two as integer)) over () > 12 and max(try_cast(turned.one as integer)) over () <= 12 then 'month'
        end as comes_first,
        max(case when born.year = '' then try_cast(born.month as integer) end) over () > 12
            and max(case when born.year = '' then try_cast(born.day as integer) end) over () <= 12 as is_swapped
    from parted
),

dated as (
    select
        ordered.*,
        case
            when born.year <> '' then try_cast(concat_ws('-', born.year, born.month, born.day) as date)
            when turned.year <> '' and comes_first = 'day' then try_cast(concat_ws('-', turned.year, turned.two, turned.one) as date)
            when turned.year <> '' and comes_first = 'month' then try_cast(concat_ws('-', turned.year, turned.one, turned.two) as date)
            else worded_birthday(birthday_cell)
        end as birthday,
        -- 2000 has a 29 February
        case
            when born.year = '' and born.month <> '' then try_cast(
                case
                    when is_swapped then concat_ws('-', '2000', born.day, born.month)
                    else concat_ws('-', '2000', born.month, born.day)
                end as date
            )
        end as yearless
    from ordered
),

final as (
    select
        line,
        lines,
        padded,
        case when is_skipped then 4 else 0 end::utinyint as part,
        case
            when last_cell is null then 'too_short'
            when surplus_cell is not null then 'too_long'
            when is_skipped then null
            when nick is null or contains(nick, '*') then 'no_buyer:buyer'
        end as fault,
        hash(nfc_normalize(nick)) as customer_key,
        nfc_normalize(nick) as nick,
        gender,
        case when year(birthday) > 1900 then birthday end as birthday,
        case when not is_nobodys_birthday(birthday) then strftime(coalesce(birthday, yearless), '%m-%d') end as birth_day,
        level,
        coalesce(provinces.province, dated.province) as province,
        city,
        first_at,
        last_at,
        orders,
        total,
        exported_at,
        birthday is null and yearless is null and not is_no_birthday(birthday_cell) as is_odd_birthday,
        first_at is null and not is_no_time(first_cell) or last_at is null and not is_no_time(last_time_cell)
            or orders is null and orders_cell is not null or total is null and total_cell is not null as is_odd_history
    from dated
    left join provinces on provinces.prefix = substr(dated.province, 1, 2)
)

select * from final
