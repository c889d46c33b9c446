-- The lines of orders as item lines: known by their own number, else by order and content with an ordinal among equals,
-- so that the same article twice is two lines and a second load finds both. A line's money is its own ($repeats_total:
-- the file tells the order's alone); under $is_gross what went back is taken off, below nothing if need be.
-- grain: one item line
with told as (
    select
        *,
        case when not $repeats_total then net + case when $is_gross or status = 6 then 0 else refund end end as whole,
        concat_ws(
            '|', coalesce(order_text, order_key::varchar), title, sku, quantity, list_price::decimal(38, 6),
            case when not $repeats_total then net + case when $is_gross then 0 else refund end end::decimal(38, 6)
        ) as content
    from staged
    where part in (0, 2)
),

numbered as (
    select
        *,
        case
            when line_id is not null then coalesce(order_text, order_key::varchar) || '/' || line_id
            else '~' || md5(content) || '~' || row_number() over (
                partition by shop_key, content, line_id is null
                order by line_state(refund, status, net, status_at) desc
            )
        end as line_text
    from told
),

final as (
    select
        shop_key,
        -1 - (hash(line_text) >> 1)::bigint as line_key,
        line_text,
        any_value(order_key) as order_key,
        any_value(order_text) as order_text,
        max(title) as title,
        max(sku) as sku,
        null::varchar as attributes,
        max(quantity) as quantity,
        round_even(max(list_price), 2)::decimal(18, 2) as list_price,
        case
            when $repeats_total then null
            else round_even(arg_max_null(case when $is_gross and status <> 6 then net - refund else net end, line_state(refund, status, net, status_at)), 2)
        end::decimal(18, 2) as net,
        round_even(arg_max_null(refund, line_state(refund, status, net, status_at)), 2)::decimal(18, 2) as refund,
        arg_max(status, line_state(refund, status, net, status_at)) as status,
        arg_max_null(status_at, line_state(refund, status, net, status_at)) as status_at,
        min(marks & 1)::utinyint as marks,
        sum(case when part = 0 then coalesce(lines, 1) else 0 end) as lines,
        bool_and(coalesce(padded, false)) as padded
    from numbered
    group by shop_key, line_text
)

select * from final
