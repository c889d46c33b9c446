-- One row per refund case: typed, with whether the money went back, and the code of what is wrong (fault).
-- Only a case that succeeded takes money away; without a column of states every case did, without a word in it that is unknown. Without
-- a number a case is known by content.
-- The owner's words for states ($own_words) come before ours.
-- grain: one record of the file
with cells as (
    select
        line,
        lines,
        padded,
        bare_id(order_id) as id,
        bare_id(suborder_id) as line_id,
        bare_id(refund_id) as case_id,
        bare(status) as status,
        one_title(title) as title,
        bare(reason) as reason,
        label(bare(need_return)) as need_return,
        label(bare(goods_state)) as goods_state,
        label(bare(cs_involved)) as cs_involved,
        label(bare(liable)) as liable,
        label(bare(phase)) as phase,
        * exclude (
            line, lines, padded, order_id, suborder_id, refund_id, status, title, reason,
            need_return, goods_state, cs_involved, liable, phase, currency
        ),
        coalesce(currency_name(currency), currency_sign(refund)) as currency
    from raw
),

typed as (
    select
        *,
        try_cast(id as bigint) as number,
        yuan(refund) as refund_yuan,
        case
            when status is null then 2
            when not is_given(status) then 0
            else coalesce(
                list_extract($own_states::integer[], list_position($own_words::varchar[], status)),
                [0, 1, 2, 2, 0, 0][case_verdict(status) + 1]
            )
        end as state,
        moment(applied_at) as applied_time,
        moment(finished_at) as finished_time
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
            when coalesce(id, '') = '' or case_id = '' then 'no_id'
            when try_cast(id as bigint) is null and (is_odd_id(id) or $numeric_ids and not contains(upper(id), 'E+')) then 'bad_id:order_id'
            when try_cast(case_id as bigint) is null and is_odd_id(case_id) then 'bad_id:refund_id'
            when case when try_cast(line_id as bigint) is null and line_id <> '' then is_odd_id(line_id) end then 'bad_id:suborder_id'
            when refund_yuan is null then 'bad_money:refund'
            when is_no_moment(applied_at, applied_time) then 'bad_time:applied_at'
            when is_no_moment(finished_at, finished_time) then 'bad_time:finished_at'
        end as fault,
        $shop_key as shop_key,
        -1 - (hash(case_id) >> 1)::bigint as refund_key,
        case_id as refund_text,
        coalesce(case when number > 0 and number::varchar = id then number else -1 - (hash(id) >> 1)::bigint end, 0) as order_key,
        case when not coalesce(number > 0 and number::varchar = id, false) then id end as order_text,
        case when not contains(line_id, 'E+') and not contains(line_id, 'e+') then nullif(line_id, '') end as line_text,
        round_even(refund_yuan, 2)::decimal(18, 2) as amount,  -- with the sign of the file (key_refunds.sql)
        state::utinyint as status,
        case when state = 0 then status end as status_raw,
        applied_time as applied_at,
        finished_time as finished_at,
        nullif(reason, '') as reason,
        nullif(title, '') as title,
        need_return(need_return) as need_return,
        goods_state(goods_state) as goods_state,
        cs_involved(cs_involved) as cs_involved,
        liable(liable) as liable,
        phase(phase) as phase,
        currency,
        (case when contains(id, 'E+') or contains(id, 'e+') then 1 else 0 end)::utinyint as marks
    from typed
)

select * from final
