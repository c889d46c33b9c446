-- One row per line of a log of contacts: to whom, when, by what channel, of which campaign, at what cost, and whether it was sent.
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
        sent_at,
        moment(sent_at) as sent_time,
        said(channel) as channel,
        coalesce(label(bare(campaign)), '') as campaign,
        cost,
        yuan(cost) as cost_yuan,
        said(delivery) as delivery,
        said(arm) as arm,
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
            when is_no_moment(sent_at, sent_time) then 'bad_time:sent_at'
            when sent_time is null then 'no_time'
            when case when cost_yuan is null then is_given(cost) end then 'bad_money:cost'
        end as fault,
        $shop_key as shop_key,
        coalesce(case when not contains(nick, '*') then hash(nfc_normalize(nick)) end, phone_key) as customer_key,
        contact_channel(coalesce(channel, '')) as channel,
        sent_time as sent_at,
        campaign,
        abs(round_even(cost_yuan, 2))::decimal(18, 2) as cost,
        contact_status(delivery) as status,
        contact_arm(coalesce(arm, '')) as arm
    from keyed
)

select * from final
