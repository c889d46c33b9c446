-- One row per record of an order table: typed, identified, its money as given, with the code of what is wrong (fault).
-- Columns that the file cannot fill are not kept (the variable absent, columns.py).
-- The money is net only once the file has shown on what basis it is (settle.py). What an order is about (titles, places,
-- channel) is left out unless $describe: an answer about buyers alone needs none.
-- $is_gross: the file is known to have amounts before refunds; $order_amounts: those of whole orders, so that where one is
-- missing a price of the article does not stand for it.
-- $has_whole_refund: a refund beside a closed order is all that went back of the order, so that the rest of it was kept.
-- $has_due: a column says what was to be paid. Without one the amount of an order that brought no money is that; in a file that
-- gives 0 there it is not known.
-- $has_payments: times of payment are all that says what was paid, so that an order without one is unpaid.
-- $has_words: some order has a status. $has_totals: an order may have its own sum ($total) as a line, whose article is 0.
-- A discount is taken off what was paid; so is a part of it that is still owed (outstanding), but not all of it, which a payment that is
-- authorized owes, too.
-- A closed order with a time of payment was paid and went back, unless the reason for closing says that it was never paid.
-- part: 0 an order or a line of one, 1 money that went back (a negative amount), 2 a further line that gives no time or
-- amount of its own, 3 closed or unpaid without time or amount, 4 left out as the owner asked.
-- marks: 1 destroyed id, 2 titles that cannot be separated, 4 bought for nothing in a plain log.
-- unread: what beside the order cannot be read and is unknown, 1 the promised time, 2 postage, 4 points paid, 8 points back.
-- doubts: 1 paid, but unknown how much, 2 what went back is not decided, 4 taken for unpaid since its status is no word
-- that is known, 8 said to be refunded though less than its money went back, 16 its status, or the refund status beside it, is no
-- word that is known. The word that a doubt is about is reported instead of the status.
-- A join on a column that the file lacks ($has_status, $has_place) is none: the engine would write out every absent cell
-- of ten million rows to find no word for them. For the same reason a text holds a list of words: a list is a join.
-- grain: one record of the file
with cells as (
    select
        line,
        lines,
        padded,
        is_skipped,
        bare_id(coalesce(order_id, suborder_id)) as id,
        nullif(bare_id(suborder_id), '') as line_id,
        nullif(bare(buyer), '') as own_name,
        bare(buyer_else) as buyer_else,
        receiver,
        address,
        mobile,
        phone,
        phone_until,
        status,
        refund_status,
        refund_type,
        due,
        goods_due,
        paid,
        gross,
        discount,
        outstanding,
        price,
        refund,
        currency,
        created_at,
        paid_at,
        shipped_at,
        received_at,
        cancelled_at,
        line_status,
        close_reason,
        quantity,
        case when $describe then nullif(one_title(title), '') end as title,
        case when $describe then nullif(bare(sku), '') end as sku,
        case
            when case when $has_totals and strlen(title) <= 40 then regexp_full_match(title, $total) end then 0
            when title <> '' or sku <> '' then hash(title, sku)
        end as article,
        item_kinds,
        case when $describe then province end as province,
        case when $describe then city end as city,
        case when $describe then channel end as channel,
        promised_at,
        bare(courier) as courier,
        postage,
        points_paid,
        points_back,
        bare(memo_mark) as memo_mark,
        case when contains('|-|--|—|——|null|0|', '|' || bare(shop) || '|') then '' else one_title(shop) end as shop,
        last_cell,
        surplus_cell
    from raw
),

named as (
    select
        *,
        either_name(own_name, buyer_else) as name,
        case when $describe then place_of(address) end as place
    from cells
),

typed as (
    select
        *,
        buyer_name(name) as nick,
        try_cast(id as bigint) as number,
        case when $describe then split_part(place, ' ', 2) end as district,
        yuan(due) as due_yuan,
        yuan(goods_due) as goods_yuan,
        yuan(discount) as discount_yuan,
        yuan(outstanding) as outstanding_yuan,
        yuan(paid) as received_yuan,
        yuan(gross) as gross_yuan,
        yuan(price) as price_yuan,
        abs(yuan(refund)) as refund_yuan,
        moment(created_at) as created_time,
        moment(paid_at) as paid_time,
        moment(shipped_at) as shipped_time,
        moment(received_at) as received_time,
        item_count(quantity) as units,
        measure(quantity) as measured,
        moment(promised_at) as promised_time,
        yuan(postage) as postage_yuan,
        whole(points_paid) as paid_points,
        whole(points_back) as back_points,
        case
            when regexp_full_match(tidy(line_status), '(?i:cancell?ed)|已?取消') then true
            when cancelled_at is not null then not regexp_full_match(tidy(cancelled_at), getvariable('missing'))
            else false
        end as is_cancelled,
        coalesce(
            regexp_full_match(
                tidy(close_reason),
                '(?:买家|用户|客户|顾客)?(?:拍下|超时|逾期)?[未没]有?(?:及时|按时)?(?:付款|支付)|(?:付款|支付)超时|(?i:unpaid|not paid)'
            ), false
        ) as is_never_paid,
        case
            when refund_status is null then case when refund_verdict(refund_type) = 1 then 1 else 5 end
            else coalesce(
                case
                    when len($own_words::varchar[]) > 0
                        then list_extract($own_states::integer[], list_position($own_words::varchar[], bare(refund_status)))
                end,
                refund_verdict(refund_status)
            )
        end as verdict
    from named
),

reduced as (
    select
        *,
        coalesce(outstanding_yuan > 0 and outstanding_yuan < received_yuan, false) as is_owed,
        -- a difference is of more digits than what it is of, which takes twice the room in every row
        case
            when outstanding_yuan > 0 and outstanding_yuan < received_yuan then money(received_yuan - outstanding_yuan)
            when discount_yuan <> 0 and received_yuan > 0 then money(greatest(received_yuan - abs(discount_yuan), 0))
            else received_yuan
        end as paid_yuan,
        -- asked where no name says who bought; once, since the engine plans an expression anew wherever it is called
        case when nick is null or contains(nick, '*') then numbers_of(mobile, phone, address) end as numbers,
        case when nick is null or contains(nick, '*') then recipient_of(receiver, address) end as recipient,
        case when nick is null or contains(nick, '*') then place_of(address) end as home
    from typed
),

valued as (
    select
        reduced.*,
        coalesce(
            paid_yuan, gross_yuan,
            case when not $order_amounts or coalesce(paid, gross) is null then line_money(price_yuan, measured) end
        ) as signed,
        case when measured < 0 then -abs(signed) else signed end as amount,  -- pieces that come back, whatever the sign beside them
        coalesce(due_yuan, goods_yuan) as whole,
        case
            when refund_status is not null and verdict in (1, 4) then 0
            when status_words.is_asked then 0
            else coalesce(refund_yuan, 0)
        end as back,
        verdict = 2 and coalesce(refund_yuan, 0) = 0 as is_all_back,
        case
            when number is null then false
            when strlen(id) = 19 then number >= 1000000000000000000 and not ends_with(id, 'e2') and not ends_with(id, 'E2')
            when strlen(id) = 18 then number between 100000000000000000 and 999999999999999999 and not ends_with(id, 'e2') and not ends_with(id, 'E2')
            else number > 0 and number::varchar = id
        end as is_number,
        coalesce(status_words.status, 0) as given_state,
        coalesce(status_words.is_undecided, false) as is_held,
        -- a condition within a case is tried where the one before it holds, one behind an "and" always
        case when status_words.status is null then case when is_wrapped(reduced.status) then bare(reduced.status) <> reduced.status end end as is_odd_status,
        case
            when nick is not null and not contains(nick, '*') then 1
            when is_own_phone(numbers) and coalesce(phone_until, '') in ('', 'null', '-', '--') then 2
            when is_full_address(recipient, home) then 3
            when nick is not null then 4
            else 0
        end::utinyint as identity,
        provinces.province as known_province
    from reduced
    left join status_words on $has_status and status_words.word = reduced.status
    left join provinces on $has_place and provinces.prefix = substr(coalesce(reduced.province, reduced.place), 1, 2)
),

-- An unknown status, or a blank one, never counts as paid in silence: where the file has payments and this one has none, it is unpaid.
stated as (
    select
        *,
        amount < 0 as is_return,
        coalesce(
            back > 0 and back < amount and (given_state = 6 or $has_whole_refund and given_state = 5 and paid_time is not null), false
        ) as is_in_part,
        case
            when is_in_part then 4
            when given_state = 6 and verdict = 3 and back = 0 then 4  -- its after-sale says that a part went back
            when given_state = 5 and paid_time is not null then case when is_never_paid and back = 0 then 5 else 6 end
            when is_all_back and given_state not in (1, 5) then 6
            when is_cancelled and given_state not in (1, 5, 6) and back = 0 then case when paid_time is null then 5 else 6 end
            when given_state = 0 and paid_at is not null and paid_time is null
                and (strlen(status) > 0 or (status is not null or $has_payments) and created_time is not null and amount is not null) then 1
            else given_state
        end::utinyint as state
    from valued
),

placed as (
    select
        *,
        case
            when is_skipped then 4
            when is_return then 1
            when coalesce(created_time, paid_time) is not null and coalesce(amount, whole) is not null then 0
            when state in (1, 5, 6) then 3
            when id <> '' then 2
            else 0
        end::utinyint as part
    from stated
),

final as (
    select
        line,
        lines,
        padded,
        part,
        case
            when last_cell is null then 'too_short'
            when surplus_cell is not null then 'too_long'
            when is_skipped then null
            when is_no_moment(created_at, created_time) then 'bad_time:created_at'
            when is_no_moment(paid_at, paid_time) then 'bad_time:paid_at'
            when is_no_moment(shipped_at, shipped_time) then 'bad_time:shipped_at'
            when is_no_moment(received_at, received_time) then 'bad_time:received_at'
            when part < 2 and coalesce(created_time, paid_time) is null then 'no_time'
            when case when due_yuan is null then is_given(due) end then 'bad_money:due'
            when case when goods_yuan is null then is_given(goods_due) end then 'bad_money:goods_due'
            when case when paid_yuan is null then is_given(paid) end then 'bad_money:paid'
            when case when gross_yuan is null then is_given(gross) end then 'bad_money:gross'
            when case when discount_yuan is null then is_given(discount) end then 'bad_money:discount'
            when case when outstanding_yuan is null then is_given(outstanding) end then 'bad_money:outstanding'
            when case when price_yuan is null then is_given(price) end then 'bad_money:price'
            when case when refund_yuan is null then is_given(refund) end then 'bad_money:refund'
            when case when units is null then is_given(quantity) end then 'bad_count:quantity'
            when part = 0 and coalesce(amount, whole) is null then 'no_amount'
            when id = '' and not is_return then 'no_id'
            when case when not is_number and id <> '' then is_odd_id(id) or $numeric_ids and not contains(upper(id), 'E+') end then 'bad_id:order_id'
            when is_odd_status then 'bad_text:status'
        end::enum(
            'too_short', 'too_long', 'bad_time:created_at', 'bad_time:paid_at', 'bad_time:shipped_at', 'bad_time:received_at',
            'no_time', 'bad_money:due', 'bad_money:goods_due', 'bad_money:paid', 'bad_money:gross', 'bad_money:discount', 'bad_money:outstanding', 'bad_money:price',
            'bad_money:refund', 'bad_count:quantity', 'no_amount', 'no_id', 'bad_id:order_id', 'bad_text:status'
        ) as fault,  -- a byte: as text it would be the widest column of a clean file
        case when strlen(shop) > 0 then (hash($platform || chr(31) || bare(shop)) >> 1)::bigint else $shop_key end as shop_key,
        coalesce(case when is_number then number else -1 - (hash(id) >> 1)::bigint end, 0) as order_key,
        case when not is_number then id end as order_text,
        line_id,
        case identity
            when 1 then hash(nick)
            when 2 then ('0x' || substr(sha256($outer_key || sha256($inner_key || 'phone' || own_phone(numbers))), 1, 16))::ubigint
            when 3 then ('0x' || substr(sha256($outer_key || sha256($inner_key || 'address' || bare(recipient) || '|' || bare(home))), 1, 16))::ubigint
        end as customer_key,
        identity,
        created_time as created_at,
        paid_time as paid_at,
        shipped_time as shipped_at,
        received_time as received_at,
        state as status,
        -- the words that are understood need no room in an answer about buyers
        case
            when state not in (1, 5, 6) and not is_held and (verdict in (0, 4) or verdict in (3, 5) and back = 0)
                and (given_state > 0 or coalesce(status, '') = '') then nullif(coalesce(bare(refund_status), bare(refund_type)), '')
            -- no word where other orders have one, and no payment either, is a word that nobody knows
            when given_state = 0 and $has_words and bare(status) = '' and paid_time is null and part = 0 then ''
            when $describe or given_state = 0 or is_held or is_in_part or is_return and state = 1 then nullif(status, '')
        end as status_raw,
        greatest(created_time, paid_time, shipped_time, received_time) as status_at,
        coalesce(
            whole,
            case when state = 1 and given_state = 0 or state in (1, 5) and not $has_due then coalesce(nullif(amount, 0), nullif(gross_yuan, 0)) end
        ) as due,
        money(
            case
                when state in (1, 5, 6) or is_return then 0
                when paid_yuan is not null then paid_yuan
                when paid is not null and gross_yuan is not null then greatest(gross_yuan - back, 0)
                when amount is not null then amount
                when paid is null and (state in (2, 3, 4) or paid_time is not null) then whole
                else 0
            end
        ) as net,
        money(
            case
                when is_return then -amount
                when state = 6 and back = 0 then
                    case when paid_yuan < whole and not $is_gross then whole - paid_yuan else coalesce(amount, 0) end
                else back
            end
        ) as refund,
        null::decimal(18, 2) as refund_reported,
        abs(units) as quantity,
        title,
        sku,
        article,
        coalesce(known_province, nullif(province, '')) as province,
        case
            when city is not null then nullif(city, '')
            when known_province is not null and strlen(district) <= 33
                and (ends_with(district, '市') or ends_with(district, '州') or ends_with(district, '盟')
                    or ends_with(district, '区') or ends_with(district, '县')) then district
        end as city,
        nullif(channel, '') as channel,
        case when not is_no_moment(promised_at, promised_time) then promised_time end as promised_at,
        label(courier) as courier,
        -- until an order is paid its seller may still change it
        case when state not in (1, 5) then postage_yuan::decimal(18, 2) end as postage,
        paid_points as points_paid,
        back_points as points_back,
        label(memo_mark) as memo_mark,
        (
            case when is_no_moment(promised_at, promised_time) then 1 else 0 end
            + case when case when postage_yuan is null then is_given(postage) else false end then 2 else 0 end
            + case when case when paid_points is null then is_given(points_paid) else false end then 4 else 0 end
            + case when case when back_points is null then is_given(points_back) else false end then 8 else 0 end
        )::utinyint as unread,
        coalesce(currency_name(currency), currency_sign(coalesce(nullif(paid, ''), nullif(gross, ''), nullif(due, ''), price))) as currency,
        (
            case when not is_number and (contains(id, 'E+') or contains(id, 'e+')) then 1 else 0 end
            + case
                when item_kinds is null or title is null or item_kinds = '1' and not contains(title, '，') then 0
                when item_kinds = (1 + length(title) - length(replace(title, '，', '')))::varchar then 0
                else 2
            end
            + case when $is_log and amount = 0 then 4 else 0 end
        )::utinyint as marks,
        (
            case
                when paid is not null and amount is null and part = 0 and whole > 0
                    and (state in (2, 3, 4) or paid_time is not null and state not in (1, 5, 6)) then 1
                else 0
            end
            + case when state not in (1, 5, 6) and (
                is_held and back = 0 and not is_owed
                or verdict = 4 or verdict in (3, 5) and back = 0
            ) then 2 else 0 end
            + case when state = 1 and given_state = 0 then 4 else 0 end
            + case when is_in_part then 8 else 0 end
            + case when state not in (1, 5, 6) and (verdict = 0 or case when verdict = 1 and given_state = 0 then strlen(status) > 0 end) then 16 else 0 end
        )::utinyint as doubts,
        price_yuan as list_price,
        nick,
        coalesce(paid_yuan, gross_yuan) as paid,
        shop
    from placed
)

select columns(lambda name: not list_contains(getvariable('absent'), name)) from final
