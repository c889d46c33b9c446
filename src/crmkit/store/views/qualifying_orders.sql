-- Orders that count as purchases: paid, not closed, and money kept after every refund known so far. In a plain log of
-- purchases, which knows no status and no refund, a row of 0 is one, too (mark 4).
-- grain: platform + shop + order id
with final as (
    select
        shop_key,
        order_key,
        order_text,
        customer_key,
        identity,
        coalesce(paid_at, created_at)::date as purchase_day,
        coalesce(paid_at, created_at) as purchased_at,
        -- narrow again, or every sum over it works on wider numbers
        cast(case when refund_reported > refund then net + refund - refund_reported else net end as decimal(18, 2)) as net,
        greatest(refund, coalesce(refund_reported, 0)) as refund,
        quantity,
        title,
        province,
        city,
        channel
    from seen_orders
    where net > 0 and (refund_reported is null or refund_reported < net + refund)
        or net = 0 and (marks & 4) > 0
)

select * from final
