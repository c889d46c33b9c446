-- The key of each item line: its sub-order id, else its order and content with an ordinal among equal lines.
-- grain: one item line
with keyed as (
    select
        staged.*,
        coalesce(line_id, concat_ws('|', coalesce(order_text, order_key::varchar), title, sku, attributes, quantity, list_price)) as content
    from staged
),

numbered as (
    select
        keyed.*,
        case
            when line_id is not null then line_id
            else '~' || md5(content) || '~' || row_number() over (partition by shop_key, content order by status desc, refund desc, net)
        end as line_text
    from keyed
),

final as (
    select distinct on (shop_key, line_text)
        shop_key,
        -1 - (hash(line_text) >> 1)::bigint as line_key,
        line_text,
        order_key,
        order_text,
        title,
        sku,
        attributes,
        quantity,
        list_price,
        net,
        refund,
        status,
        status_at,
        marks,
        coalesce(lines, 1) as lines,
        coalesce(padded, false) as padded
    from numbered
    order by shop_key, line_text, coalesce(refund, 0) desc, status desc, status_at desc, net desc, title desc
)

select * from final
