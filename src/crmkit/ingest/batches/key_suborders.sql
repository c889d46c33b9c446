-- The lines of orders in a file that numbers them: known by that number; a line without one by order and content, with an
-- ordinal among equals. Of several versions of one line the newest counts. A line's money is its own ($repeats_total,
-- $repeats_refund: the file has the order's alone); under $is_gross what went back is taken off, below nothing if need be.
-- grain: one item line
with with_content as (
    select
        *,
        line_content(
            order_key, order_text, title, sku, article, quantity, list_price,
            line_amount(coalesce(paid, due), refund, status, $repeats_total, $is_gross)
        ) as content
    from staged
    where part in (0, 2, 3)
),

numbered as (
    select
        *,
        row_number() over (
            partition by shop_key, content, line_id is null
            order by line_state(refund, status, net, status_at) desc
        ) as ordinal
    from with_content
),

named as (
    select
        *,
        case when line_id is null then '~' || ordinal else coalesce(order_text, order_key::varchar) || '/' || line_id end as line_text,
        case when line_id is null then content_key(content, ordinal) else text_key(line_text) end as line_key
    from numbered
),

final as (
    select
        shop_key,
        line_key,
        line_text,
        any_value(order_key) as order_key,
        any_value(order_text) as order_text,
        max(title) as title,
        max(sku) as sku,
        null::varchar as attributes,
        max(quantity) as quantity,
        round_even(max(list_price), 2)::decimal(18, 2) as list_price,
        arg_max_null(line_net(net, refund, status, $repeats_total, $is_gross and not $repeats_refund), line_state(refund, status, net, status_at)) as net,
        case when not $repeats_refund then round_even(arg_max_null(refund, line_state(refund, status, net, status_at)), 2)::decimal(18, 2) end as refund,
        arg_max(status, line_state(refund, status, net, status_at)) as status,
        arg_max_null(status_at, line_state(refund, status, net, status_at)) as status_at,
        min(marks & 1)::utinyint as marks,
        sum(case when part = 0 then coalesce(lines, 1) else 0 end) as lines,
        bool_and(coalesce(padded, false)) as padded
    from named
    group by shop_key, line_key, line_text
)

select * from final
