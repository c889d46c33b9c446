-- The shops that order numbers are looked for in: those of $shops, all without any.
-- grain: shop
create or replace temp table asked_shops as
select
    shop_key,
    coalesce(nullif(shop, ''), platform) as name
from kept.shops
where $shops::bigint[] is null or list_contains($shops::bigint[], shop_key);

-- What was typed ($who), as the nick, the phone and the order number that it may be.
-- grain: one text
create or replace temp table typed as
with given as (
    select distinct unnest($who::varchar[]) as who
),

spelled as (
    select
        who,
        spelled_nick(who) as nick,
        spelled_phone(who) as phone,
        spelled_number(who) as number
    from given
),

final as (
    select
        *,
        hash(nick) as nick_key,
        phone_key(phone) as phone_key,
        try_cast(case when regexp_full_match(number, '[1-9][0-9]{0,18}') then number end as bigint) as order_key
    from spelled
)

select * from final;

-- The orders that have such a number, with their buyer; with $takes_orders those, too, that are nobody's since they were forgotten.
-- grain: one text + platform + shop + order id
create or replace temp table named_orders as
with numbered as (
    select shop_key, order_key, order_text, max(customer_key) as customer_key, bool_or(is_order) as is_order
    from (
        select shop_key, order_key, order_text, customer_key, true as is_order from kept.orders
        union all
        select shop_key, order_key, order_text, null::ubigint, false from kept.order_lines
        union all
        select shop_key, order_key, order_text, null::ubigint, false from kept.refunds
    )
    where shop_key in (select shop_key from asked_shops)
    group by shop_key, order_key, order_text
),

texts as (
    select
        typed.who,
        asked_shops.shop_key,
        unnest([typed.number, '#' || typed.number]) as text
    from typed
    cross join asked_shops
    where typed.number <> ''
),

by_text as (
    select
        who,
        shop_key,
        unnest(case when $takes_orders then [text, hidden_order(shop_key, 0, text)] else [text] end) as text
    from texts
),

final as (
    select
        typed.who,
        numbered.*
    from typed
    inner join numbered on numbered.order_text is null and numbered.order_key = typed.order_key and numbered.order_key <> 0
    union
    select
        by_text.who,
        numbered.*
    from by_text
    inner join numbered on numbered.order_text = by_text.text and numbered.shop_key = by_text.shop_key
)

select * from final;

-- What the store knows of each. A name that is known goes before a number. state: customer, order, known (forgotten already) or
-- unknown, which stays so however often it is asked for.
-- grain: one text
create or replace temp table asked as
with matched as (
    select
        typed.*,
        coalesce(
            nick_key in (select customer_key from kept.customers where nick = typed.nick)
            or nick_key in (select customer_key from kept.customer_facts where nick = typed.nick), false
        ) as is_nick,
        coalesce(phone_key in (select customer_key from kept.customers where identity = 2), false) as is_phone
    from typed
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
            when who in (select who from named_orders) then 'order'
            when keyed_digest('unknown', coalesce(phone, nick, who)) in (select digest from kept.tombstones) then 'unknown'
            when person_digest(nick_key) in (select digest from kept.tombstones)
                or person_digest(phone_key) in (select digest from kept.tombstones)
                or exists (
                    select 1
                    from asked_shops as shops
                    inner join kept.tombstones as tombstones on tombstones.digest = keyed_digest('order', shops.shop_key || '|' || number)
                ) then 'known'
            else 'unknown'
        end as state
    from matched
)

select * from final
