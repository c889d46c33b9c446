-- One row per line of a customer table: the buyer by nick, and what the table says of them.
-- Nobody can be known by a blank or masked nick; such a line goes to quarantine.
-- grain: one record of the file
with cells as (
    select
        line,
        lines,
        padded,
        is_skipped,
        case when bare(buyer) in ('null', 'NULL', '-', '--', '——') then null else nullif(bare(buyer), '') end as nick,
        nullif(bare(gender), '') as gender,
        birthday,
        moment(birthday)::date as birthday_day,
        nullif(bare(level), '') as level,
        nullif(bare(province), '') as province,
        nullif(bare(city), '') as city,
        last_cell,
        surplus_cell
    from raw
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
            when birthday_day is null and is_told(birthday) then 'bad_time:birthday'
            when line is null and contains(nick, '"') then 'stray_quote'
        end as fault,
        hash(nfc_normalize(nick)) as customer_key,
        nfc_normalize(nick) as nick,
        gender,
        birthday_day as birthday,
        level,
        coalesce(provinces.province, cells.province) as province,
        city
    from cells
    left join provinces on provinces.prefix = substr(cells.province, 1, 2)
)

select * from final
