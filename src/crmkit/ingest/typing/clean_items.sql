-- One row per item line: typed, keyed by its sub-order or by its own content, with the code of what is wrong (fault).
-- $is_gross: the file has amounts before refunds.
-- grain: one record of the file
with cells as (
    select
        line,
        lines,
        padded,
        bare_id(order_id) as id,
        bare_id(suborder_id) as line_id,
        one_title(title) as title,
        bare(sku) as sku,
        bare(outer_sku) as outer_sku,
        bare(attributes) as attributes,
        * exclude (line, lines, padded, order_id, suborder_id, title, sku, outer_sku, attributes)
    from raw
),

typed as (
    select
        *,
        try_cast(id as bigint) as number,
        yuan(price) as price_yuan,
        yuan(paid) as paid_yuan,
        abs(yuan(refund)) as refund_yuan,
        item_count(quantity) as units,
        case when refund_status is null then 1 else refund_verdict(refund_status) end as verdict,
        moment(created_at) as created_time,
        moment(paid_at) as paid_time
    from cells
),

known as (
    select
        typed.*,
        case when $is_gross and refund_status is not null and verdict in (1, 4) then 0 else refund_yuan end as back,
        coalesce(number > 0 and number::varchar = id, false) as is_number,
        contains(id, 'E+') or contains(id, 'e+') as is_destroyed,
        case
            when verdict = 2 and (coalesce(paid_yuan, 0) = 0 or $is_gross and coalesce(refund_yuan, 0) = 0) then 6
            when status_words.status = 5 and paid_time is not null then 6
            else coalesce(status_words.status, 0)
        end::utinyint as state,
        status_words.status is null and is_wrapped(typed.status) as is_odd_status
    from typed
    left join status_words on status_words.word = typed.status
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
            when coalesce(id, '') = '' then 'no_id'
            when case when not is_number then is_odd_id(id) or $numeric_ids and not contains(upper(id), 'E+') end then 'bad_id:order_id'
            when case when try_cast(line_id as bigint) is null and line_id <> '' then is_odd_id(line_id) end then 'bad_id:suborder_id'
            when title = '' then 'missing_cell:title'
            when is_odd_status then 'bad_text:status'
            when price_yuan is null and is_given(price) then 'bad_money:price'
            when paid_yuan is null and is_given(paid) then 'bad_money:paid'
            when refund_yuan is null and is_given(refund) then 'bad_money:refund'
            when units is null and is_given(quantity) then 'bad_count:quantity'
            when is_no_moment(created_at, created_time) then 'bad_time:created_at'
            when is_no_moment(paid_at, paid_time) then 'bad_time:paid_at'
        end as fault,
        $shop_key as shop_key,
        coalesce(case when is_number then number else -1 - (hash(id) >> 1)::bigint end, 0) as order_key,
        case when not is_number then id end as order_text,
        case when not contains(line_id, 'E+') and not contains(line_id, 'e+') then nullif(line_id, '') end as line_id,
        nullif(title, '') as title,
        coalesce(nullif(nullif(sku, ''), 'null'), nullif(nullif(outer_sku, ''), 'null')) as sku,
        nullif(attributes, '') as attributes,
        units as quantity,
        round_even(price_yuan, 2)::decimal(18, 2) as list_price,
        round_even(
            case
                when state in (1, 5, 6) then 0
                when $is_gross then greatest(paid_yuan - coalesce(back, 0), 0)
                else paid_yuan
            end, 2
        )::decimal(18, 2) as net,
        round_even(back, 2)::decimal(18, 2) as refund,
        state as status,
        nullif(status, '') as status_raw,
        greatest(created_time, paid_time) as status_at,
        (case when is_destroyed then 1 else 0 end)::utinyint as marks
    from known
)

select * from final
