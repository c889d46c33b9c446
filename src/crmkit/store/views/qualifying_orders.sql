-- Orders that count as purchases: paid, not closed, and money kept after every refund known so far.
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
        quantity,
        title,
        province,
        city,
        channel
    from kept.orders
    where net > 0 and coalesce(refund_reported, 0) < net + refund
)

select * from final
