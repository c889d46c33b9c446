-- One row per refund case of the batch: its furthest state, and every fact that any of its rows knows. A case whose
-- number a spreadsheet destroyed is known by its order and content, with an ordinal among equals.
-- grain: one refund case
with tails as (
    select
        count(distinct refund_text) filter (where strlen(refund_text) >= 16) as long_ids,
        count(distinct refund_text) filter (where strlen(refund_text) >= 16 and ends_with(refund_text, '00')) as zero_tailed
    from staged
),

keyed as (
    select
        staged.*,
        refund_text is null or contains(refund_text, 'E+') or contains(refund_text, 'e+') or zero_tailed >= 2 and zero_tailed * 2 > long_ids
            as is_destroyed,
        concat_ws('|', coalesce(order_text, order_key::varchar), amount, applied_at, title) as content
    from staged
    cross join tails
),

numbered as (
    select
        keyed.* exclude (refund_text, refund_key),
        case
            when is_destroyed then '~' || md5(content) || '~' || row_number() over (
                partition by shop_key, content, is_destroyed
                order by case_state(status, amount, finished_at, status_raw) desc
            )
            else refund_text
        end as refund_text
    from keyed
),

final as (
    select
        shop_key,
        -1 - (hash(refund_text) >> 1)::bigint as refund_key,
        refund_text,
        arg_min(order_key, row(marks, order_key)) as order_key,
        arg_min_null(order_text, row(marks, order_key)) as order_text,
        arg_max(amount, case_state(status, amount, finished_at, status_raw)) as amount,
        max(status) as status,
        arg_max_null(status_raw, case_state(status, amount, finished_at, status_raw)) as status_raw,
        arg_max_null(finished_at, case_state(status, amount, finished_at, status_raw)) as finished_at,
        max(columns(lambda name: list_contains(getvariable('known'), name))),
        min(marks) as marks,
        max(coalesce(lines, 1)) as lines,
        bool_and(coalesce(padded, false)) as padded
    from numbered
    group by shop_key, refund_text
)

select * from final
