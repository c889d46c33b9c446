-- The key of each item line: its sub-order id, else its order and content with an ordinal among equal lines.
-- Sub-order ids that a spreadsheet cut to zeros are no keys. Lines of one key become one: the newest state, and every
-- fact that any of them knows.
-- grain: one item line
with tails as (
    select
        count(distinct line_id) filter (where strlen(line_id) >= 16) as long_ids,
        count(distinct line_id) filter (where strlen(line_id) >= 16 and ends_with(line_id, '00')) as zero_tailed
    from staged
),

keyed as (
    select
        staged.* exclude (line_id),
        case when zero_tailed < 2 or zero_tailed * 2 <= long_ids then line_id end as line_id
    from staged
    cross join tails
),

described as (
    select
        keyed.*,
        concat_ws('|', coalesce(order_text, order_key::varchar), title, sku, attributes, quantity, list_price) as content
    from keyed
),

numbered as (
    select
        described.*,
        coalesce(
            line_id,
            '~' || md5(content) || '~' || row_number() over (
                partition by shop_key, content, line_id is null
                order by line_state(refund, status, net, status_at) desc
            )
        ) as line_text
    from described
),

final as (
    select
        shop_key,
        text_key(line_text) as line_key,
        line_text,
        arg_min(order_key, row(marks, order_key)) as order_key,
        arg_min_null(order_text, row(marks, order_key)) as order_text,
        max(title) as title,
        max(sku) as sku,
        max(attributes) as attributes,
        max(quantity) as quantity,
        max(list_price) as list_price,
        arg_max_null(net, line_state(refund, status, net, status_at)) as net,
        arg_max_null(refund, line_state(refund, status, net, status_at)) as refund,
        arg_max(status, line_state(refund, status, net, status_at)) as status,
        arg_max_null(status_at, line_state(refund, status, net, status_at)) as status_at,
        min(marks) as marks,
        max(coalesce(lines, 1)) as lines,
        bool_and(coalesce(padded, false)) as padded
    from numbered
    group by shop_key, line_text
)

select * from final
