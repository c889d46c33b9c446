-- Rows without a true order id (none in the file, or destroyed by a spreadsheet) get a key of their own content:
-- buyer, created time and amount, with an ordinal among equals, so that equal rows are kept and a second load finds them.
-- Where rows are lines ($are_lines; $may_be_lines: or may be), those of one buyer, one second and one destroyed id are
-- of one order: they share a key ($repeats_total: so is its amount, on each).
-- Mark 1 says that the id was destroyed; such a key equals no true id, so it never joins anything.
-- grain: one record of the file
with keyed as (
    select
        staged.*,
        ($no_id or marks % 2 = 1 or ($zero_tailed and order_text is null and order_key >= 1000000000000000)) as is_keyless,
        coalesce(created_at, paid_at) as dated_at,
        not $no_id and ($are_lines or $may_be_lines and dated_at <> date_trunc('day', dated_at)) as is_shared,
        concat_ws(
            '|', coalesce(nick, ''), coalesce(customer_key::varchar, ''), dated_at,
            case when is_shared then coalesce(order_text, order_key::varchar) end,
            case when not is_shared or $repeats_total then coalesce(due, paid, net, 0)::decimal(38, 6) end
        ) as content
    from staged
),

numbered as (
    select
        keyed.*,
        '~' || md5(content) || '~' || case when is_shared then 1 else row_number() over (
            partition by shop_key, content, is_keyless
            order by row(*columns(lambda name: list_contains(getvariable('facts'), name)))
        ) end as content_key
    from keyed
),

final as (
    select
        * exclude (is_keyless, is_shared, dated_at, content, content_key, buyer_at)
        replace (
            case when is_keyless then -1 - (hash(content_key) >> 1)::bigint else order_key end as order_key,
            case when is_keyless then content_key else order_text end as order_text,
            (case when is_keyless and not $no_id and marks % 2 = 0 then marks + 1 else marks end)::utinyint as marks
        )
    from numbered
)

select * from final
