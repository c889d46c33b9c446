-- One row per line of a list of consent: who answered what, since when, for which channel or for all.
-- A buyer is known by nick, else by the mobile number, of which there is only the keyed digest that orders have; without either,
-- or masked, the line goes to quarantine.
-- grain: one record of the file
with cells as (
    select
        line,
        lines,
        padded,
        is_skipped,
        buyer_name(nullif(bare(buyer), '')) as nick,
        translate(bare(mobile), ' -', '') as mobile,
        since,
        moment(since) as since_time,
        said(channel) as channel,
        bare(answer) as answer_cell,
        consent_answer(bare(answer)) as answer,
        last_cell,
        surplus_cell
    from raw
),

keyed as (
    select
        *,
        case
            when is_own_phone(mobile)
                then ('0x' || substr(sha256($outer_key || sha256($inner_key || 'phone' || own_phone(mobile))), 1, 16))::ubigint
        end as phone_key
    from cells
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
            when coalesce(contains(nick, '*'), true) and phone_key is null then 'no_buyer:buyer'
            when is_no_moment(since, since_time) then 'bad_time:since'
            when since_time is null then 'no_time'
            when answer is null then 'bad_answer:answer'
        end as fault,
        $shop_key as shop_key,
        coalesce(case when not contains(nick, '*') then hash(nfc_normalize(nick)) end, phone_key) as customer_key,
        case when channel is null then '' else contact_channel(channel) end as channel,
        answer,
        since_time as since
    from keyed
)

select * from final
