-- One row per refund case: typed, with whether the money went back, and the code of what is wrong (fault).
-- Only a case whose status begins 退款成功 takes money away.
-- grain: one record of the file
with cells as (
    select
        line,
        lines,
        padded,
        bare_id(order_id) as id,
        bare_id(refund_id) as case_id,
        bare(status) as status,
        bare(title) as title,
        bare(reason) as reason,
        * exclude (line, lines, padded, order_id, refund_id, status, title, reason)
    from raw
),

typed as (
    select
        *,
        try_cast(id as bigint) as number,
        yuan(refund) as refund_yuan,
        moment(applied_at) as applied_time,
        moment(finished_at) as finished_time
    from cells
),

final as (
    select
        line,
        lines,
        padded,
        case
            when last_cell is null then 'too_short'
            when surplus_cell is not null then 'too_long'
            when coalesce(id, '') = '' or coalesce(case_id, '') = '' then 'no_id'
            when try_cast(id as bigint) is null and is_odd_id(id) or try_cast(case_id as bigint) is null and is_odd_id(case_id) then 'bad_id'
            when refund_yuan is null then 'bad_money'
            when applied_time is null and is_told(applied_at) then 'bad_time'
            when finished_time is null and is_told(finished_at) then 'bad_time'
        end as fault,
        $shop_key as shop_key,
        -1 - (hash(case_id) >> 1)::bigint as refund_key,
        case_id as refund_text,
        coalesce(case when number > 0 and number::varchar = id then number else -1 - (hash(id) >> 1)::bigint end, 0) as order_key,
        case when not coalesce(number > 0 and number::varchar = id, false) then id end as order_text,
        refund_yuan as amount,
        (case when starts_with(status, '退款成功') then 2 when contains(status, '关闭') or contains(status, '失败') then 1 else 0 end)::utinyint as status,
        applied_time as applied_at,
        finished_time as finished_at,
        nullif(reason, '') as reason,
        nullif(title, '') as title,
        (case when contains(id, 'E+') or contains(id, 'e+') then 1 else 0 end)::utinyint as marks
    from typed
)

select * from final
