-- The lines of orders in a file that does not number them: known by order and content, with an ordinal among equals, so
-- that the same article twice is two lines and a second load finds both. Few lines have equals, so only these are sorted.
-- A line's money is its own ($repeats_total, $repeats_refund: the file has the order's alone); under $is_gross what went back is taken
-- off, below nothing if need be. A closed or unpaid line has the amount that it would have brought.
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

equals as (
    select content
    from with_content
    group by content
    having count(*) > 1
),

numbered as (
    select *, 1 as ordinal
    from with_content
    where content not in (select content from equals)
    union all by name
    select *, row_number() over (partition by shop_key, content order by line_state(refund, status, net, status_at) desc) as ordinal
    from with_content
    where content in (select content from equals)
),

final as (
    select
        shop_key,
        content_key(content, ordinal) as line_key,
        '~' || ordinal as line_text,
        order_key,
        order_text,
        title,
        sku,
        null::varchar as attributes,
        quantity,
        round_even(list_price, 2)::decimal(18, 2) as list_price,
        line_net(case when status in (1, 5) then paid else net end, refund, status, $repeats_total, $is_gross and not $repeats_refund) as net,
        case when not $repeats_refund then round_even(refund, 2)::decimal(18, 2) end as refund,
        status,
        status_at,
        (marks & 1)::utinyint as marks,
        case when part = 0 then coalesce(lines, 1) else 0 end as lines,
        coalesce(padded, false) as padded
    from numbered
)

select * from final
