-- Money that went back as rows of its own (negative amounts): one case each, known by what it says, with an ordinal among
-- equals. Status 3 waits to be placed: whose order it was is decided only when everything is loaded (returns.py). A row that is
-- not paid yet, of which nobody can say whether it will be, or whose word says that it was refused, took nothing back: an open case.
-- grain: one row of money that went back
with described as (
    select
        *,
        coalesce(paid_at, created_at) as returned_at,
        status = 1 or doubts & 2 > 0 or status = 0 and case when strlen(status_raw) > 0 then refund_verdict(status_raw) = 1 else false end as is_open,
        concat_ws('|', coalesce(order_text, order_key::varchar), line_id, customer_key, returned_at, refund::decimal(38, 6), title, sku) as content
    from staged
),

final as (
    select
        shop_key,
        refund_text,
        -1 - (hash(refund_text) >> 1)::bigint as refund_key,
        order_key,
        order_text,
        customer_key,
        round_even(refund, 2)::decimal(18, 2) as amount,
        case when is_open then 0 else 3 end::utinyint as status,
        case when is_open then status_raw end as status_raw,
        returned_at as applied_at,
        returned_at as finished_at,
        title,
        currency,
        0::utinyint as marks,
        coalesce(lines, 1) as lines,
        coalesce(padded, false) as padded
    from (
        select
            *,
            '~' || md5(content) || '~' || row_number() over (partition by shop_key, content) as refund_text
        from described
    )
)

select * from final
