-- One row per refund case of the batch: its furthest state, and every fact that any of its rows knows. A case whose
-- number a spreadsheet destroyed is known by its order and content, with an ordinal among equals; where numbers are counted within
-- each order, a case is known by both. Rows of one case that name different articles are its lines, and add up. Of a file with
-- amounts of both signs those of the rarer one, and of as many the negative ones, take a refund back.
-- grain: one refund case
with tails as (
    select
        count(*) filter (where amount < 0) > count(*) filter (where amount > 0) as is_negative,
        count(distinct refund_text) filter (where strlen(refund_text) >= 16) as long_ids,
        count(distinct refund_text) filter (where strlen(refund_text) >= 16 and ends_with(refund_text, '00')) as zero_tailed
    from staged
),

-- numbers that several orders have
shared as (
    select 1
    from staged
    where marks = 0 and refund_text is not null and not contains(refund_text, 'E+') and not contains(refund_text, 'e+')
    group by shop_key, refund_text
    having count(distinct row(order_key, coalesce(order_text, ''))) > 1
    limit 1
),

keyed as (
    select
        staged.* replace (case when is_negative then -amount else amount end as amount),
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
                order by case_state(status, amount, finished_at, status_raw, currency) desc
            )
            when exists (from shared) then coalesce(order_text, order_key::varchar) || '/' || refund_text
            else refund_text
        end as refund_text
    from keyed
),

lined as (
    select
        *,
        coalesce(line_text, case when count(title) over by_case = count(*) over by_case then title end, '') as of_line
    from numbered
    window by_case as (partition by shop_key, refund_text)
),

lines as (
    select
        shop_key,
        refund_text,
        arg_min(order_key, row(marks, order_key)) as order_key,
        arg_min_null(order_text, row(marks, order_key)) as order_text,
        arg_max(amount, case_state(status, amount, finished_at, status_raw, currency)) as amount,
        arg_max_null(currency, case_state(status, amount, finished_at, status_raw, currency)) as currency,
        max(status) as status,
        arg_max_null(status_raw, case_state(status, amount, finished_at, status_raw, currency)) as status_raw,
        arg_max_null(finished_at, case_state(status, amount, finished_at, status_raw, currency)) as finished_at,
        max(columns(lambda name: list_contains(getvariable('known'), name))),
        min(marks) as marks,
        max(coalesce(lines, 1)) as lines,
        bool_and(coalesce(padded, false)) as padded
    from lined
    group by shop_key, refund_text, of_line
),

final as (
    select
        shop_key,
        -1 - (hash(refund_text) >> 1)::bigint as refund_key,
        refund_text,
        arg_min(order_key, row(marks, order_key)) as order_key,
        arg_min_null(order_text, row(marks, order_key)) as order_text,
        sum(amount) filter (where status = furthest)::decimal(18, 2) as amount,
        arg_max_null(currency, case_state(status, amount, finished_at, status_raw, currency)) as currency,
        max(status) as status,
        arg_max_null(status_raw, case_state(status, amount, finished_at, status_raw, currency)) as status_raw,
        arg_max_null(finished_at, case_state(status, amount, finished_at, status_raw, currency)) as finished_at,
        max(columns(lambda name: list_contains(getvariable('known'), name) and name <> 'line_text')),
        case when count(*) = 1 then max(line_text) end as line_text,
        min(marks) as marks,
        sum(lines)::integer as lines,
        bool_and(padded) as padded
    from (select *, max(status) over (partition by shop_key, refund_text) as furthest from lines)
    group by shop_key, refund_text
)

select * from final
