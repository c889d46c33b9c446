-- What was typed ($who), as the nick, the phone and the order number that it may be, and whom of these the store knows. A name
-- that is known goes before a number. state: customer, order, known (forgotten already) or unknown.
-- grain: one text
create or replace temp table asked as
with given as (
    select distinct unnest($who::varchar[]) as who
),

spelled as (
    select
        who,
        nfc_normalize(rtrim(buyer_name(bare(who)), getvariable('blanks'))) as nick,
        case
            when regexp_full_match(regexp_replace(who, '[() -]', '', 'g'), '[+]?(0|86|0086)?1[3-9][0-9]{9}')
                then right(regexp_replace(who, '[() -]', '', 'g'), 11)
        end as phone,
        ltrim(bare_id(who), '#＃') as number
    from given
),

keyed as (
    select
        *,
        hash(nick) as nick_key,
        ('0x' || substr(sha256(getvariable('outer_key') || sha256(getvariable('inner_key') || 'phone' || phone)), 1, 16))::ubigint
            as phone_key,
        try_cast(case when regexp_full_match(number, '[1-9][0-9]{0,18}') then number end as bigint) as order_key
    from spelled
),

numbered as (
    select shop_key, order_key, order_text from kept.orders
    union
    select shop_key, order_key, order_text from kept.order_lines
    union
    select shop_key, order_key, order_text from kept.refunds
),

matched as (
    select
        keyed.*,
        coalesce(
            nick_key in (select customer_key from kept.customers where nick = keyed.nick)
            or nick_key in (select customer_key from kept.customer_facts where nick = keyed.nick), false
        ) as is_nick,
        coalesce(phone_key in (select customer_key from kept.customers where identity = 2), false) as is_phone,
        coalesce(order_key in (select order_key from numbered where order_text is null), false)
        or number in (select order_text from numbered where order_text is not null)
        or '#' || number in (select order_text from numbered where order_text is not null) as is_order
    from keyed
),

final as (
    select
        who,
        nick,
        phone,
        number,
        nick_key,
        phone_key,
        order_key,
        case
            when is_nick or is_phone then 'customer'
            when is_order then 'order'
            when person_digest(nick_key) in (select digest from kept.tombstones)
                or person_digest(phone_key) in (select digest from kept.tombstones)
                or exists (
                    select 1
                    from kept.shops as shops
                    inner join kept.tombstones as tombstones on tombstones.digest = keyed_digest('order', shops.shop_key || '|' || number)
                ) then 'known'
            else 'unknown'
        end as state
    from matched
)

select * from final
