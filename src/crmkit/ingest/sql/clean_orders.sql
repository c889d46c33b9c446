-- One row per record of an order table: typed, identified, its net money known, with the code of what is wrong (fault).
-- Times are tried in the shapes exports use; a shape outside this list is left to the strict reader, which knows more.
-- What an order is about (titles, places, channel) is left out unless $describe: an answer about buyers alone needs none.
-- A quote in a key makes the fast way doubt the row (line is null there); the strict reader knows whether it may stand.
-- grain: one record of the file
with cells as (
    select
        line,
        lines,
        padded,
        case
            when suborder_id is null then bare_id(order_id)
            else bare_id(order_id) || coalesce('/' || nullif(bare_id(suborder_id), ''), '')
        end as id,
        nullif(bare(buyer), '') as nick,
        case when contains(address, '，') then regexp_matches(address, '^[^ ，]{1,32}，[0-9*+-]{0,24}，') else false end as is_composite,
        case when is_composite then split_part(address, '，', 1) else receiver end as whom,
        case when is_composite then ltrim(split_part(address, '，', 3)) else address end as place,
        case when is_composite then split_part(address, '，', 2) else '' end as contact,
        mobile,
        phone,
        phone_until,
        status,
        due,
        goods_due,
        paid,
        gross,
        refund,
        created_at,
        paid_at,
        shipped_at,
        received_at,
        quantity,
        case when $describe then nullif(bare(title), '') end as title,
        item_kinds,
        case when $describe then province end as province,
        case when $describe then city end as city,
        case when $describe then channel end as channel,
        shop,
        last_cell,
        surplus_cell
    from raw
),

typed as (
    select
        * replace (case when strlen(nick) <= 6 and (nick in ('null', 'NULL', '-', '--') or nick = '——') then null else nick end as nick),
        try_cast(id as bigint) as number,
        case when $describe then split_part(place, ' ', 2) end as district,
        yuan(due) as due_yuan,
        yuan(goods_due) as goods_yuan,
        yuan(paid) as paid_yuan,
        yuan(gross) as gross_yuan,
        yuan(refund) as refund_yuan,
        moment(created_at) as created_time,
        moment(paid_at) as paid_time,
        moment(shipped_at) as shipped_time,
        moment(received_at) as received_time,
        pieces(quantity) as units
    from cells
),

known as (
    select
        typed.*,
        case
            when number is null then false
            when strlen(id) = 19 then number >= 1000000000000000000 and not ends_with(id, 'e2') and not ends_with(id, 'E2')
            when strlen(id) = 18 then number between 100000000000000000 and 999999999999999999 and not ends_with(id, 'e2') and not ends_with(id, 'E2')
            else number > 0 and number::varchar = id
        end as is_number,
        case
            when status_words.status = 5 and paid_time is not null then 6
            else coalesce(status_words.status, 0)
        end::utinyint as state,
        case
            when nick is not null and not contains(nick, '*') then 1
            when is_own_phone(concat_ws('/', mobile, phone, contact)) and coalesce(phone_until, '') in ('', 'null', '-', '--') then 2
            when strlen(whom) > 0 and strlen(place) > 24 and not contains(whom, '*') and not contains(place, '*') then 3
            when nick is not null then 4
            else 0
        end::utinyint as identity,
        case when status_words.status is null then is_wrapped(typed.status) else false end as is_odd_status,
        provinces.province as known_province
    from typed
    left join status_words on status_words.word = typed.status
    left join provinces on provinces.prefix = case when $describe then substr(coalesce(typed.province, typed.place), 1, 2) end
),

final as (
    select
        line,
        lines,
        padded,
        case
            when last_cell is null then 'too_short'
            when surplus_cell is not null then 'too_long'
            when is_no_moment(created_at, created_time) then 'bad_time'
            when is_no_moment(paid_at, paid_time) then 'bad_time'
            when is_no_moment(shipped_at, shipped_time) then 'bad_time'
            when is_no_moment(received_at, received_time) then 'bad_time'
            when created_time is null and paid_time is null then 'no_time'
            when case when due_yuan is null then is_told(due) end then 'bad_money'
            when case when goods_yuan is null then is_told(goods_due) end then 'bad_money'
            when case when paid_yuan is null then is_told(paid) end then 'bad_money'
            when case when gross_yuan is null then is_told(gross) end then 'bad_money'
            when case when refund_yuan is null then is_told(refund) and refund <> '无退款申请' end then 'bad_money'
            when coalesce(paid_yuan, gross_yuan, due_yuan, goods_yuan) is null then 'no_amount'
            when case when units is null then is_told(quantity) end then 'bad_count'
            when id = '' then 'no_id'
            when case when not is_number then is_odd_id(id) end then 'bad_id'
            when is_odd_status then 'bad_text'
            when line is null and (case when not is_number then contains(id, '"') end or contains(nick, '"')) then 'stray_quote'
        end as fault,
        case when strlen(shop) > 0 then (hash($platform || chr(31) || bare(shop)) >> 1)::bigint else $shop_key end as shop_key,
        coalesce(case when is_number then number else -1 - (hash(id) >> 1)::bigint end, 0) as order_key,
        case when not is_number then id end as order_text,
        case identity
            when 1 then hash(nick)
            when 2 then ('0x' || substr(sha256($outer_key || sha256($inner_key || 'phone' || own_phone(concat_ws('/', mobile, phone, contact)))), 1, 16))::ubigint
            when 3 then ('0x' || substr(sha256($outer_key || sha256($inner_key || 'address' || bare(whom) || '|' || bare(place))), 1, 16))::ubigint
        end as customer_key,
        identity,
        created_time as created_at,
        paid_time as paid_at,
        shipped_time as shipped_at,
        received_time as received_at,
        state as status,
        nullif(status, '') as status_raw,
        greatest(created_time, paid_time, shipped_time, received_time) as status_at,
        coalesce(due_yuan, goods_yuan) as due,
        case
            when state in (1, 5, 6) then 0
            when paid_yuan is not null then paid_yuan
            when gross_yuan is not null then greatest(gross_yuan - coalesce(refund_yuan, 0), 0)
            when state in (2, 3, 4) or paid_time is not null then greatest(coalesce(due_yuan, goods_yuan) - coalesce(refund_yuan, 0), 0)
            else 0
        end::decimal(18, 2) as net,
        case
            when state = 6 and coalesce(refund_yuan, 0) = 0 then
                case when paid_yuan < coalesce(due_yuan, goods_yuan) then coalesce(due_yuan, goods_yuan) - paid_yuan else coalesce(paid_yuan, gross_yuan, 0) end
            else coalesce(refund_yuan, 0)
        end::decimal(18, 2) as refund,
        null::decimal(18, 2) as refund_reported,
        units as quantity,
        title,
        coalesce(known_province, nullif(province, '')) as province,
        case
            when city is not null then nullif(city, '')
            when known_province is not null and strlen(district) <= 33
                and (ends_with(district, '市') or ends_with(district, '州') or ends_with(district, '盟')
                    or ends_with(district, '区') or ends_with(district, '县')) then district
        end as city,
        nullif(channel, '') as channel,
        (
            case when not is_number and (contains(id, 'E+') or contains(id, 'e+')) then 1 else 0 end
            + case
                when item_kinds is null or title is null or item_kinds = '1' and not contains(title, '，') then 0
                when item_kinds = (1 + length(title) - length(replace(title, '，', '')))::varchar then 0
                else 2
            end
            + case when $is_log and paid_yuan = 0 then 4 else 0 end
        )::utinyint as marks,
        nick,
        paid_yuan as paid,
        shop
    from known
)

select * from final
