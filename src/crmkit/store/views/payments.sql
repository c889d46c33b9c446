-- Paid orders with what was paid and what of it went back, whenever that was; those that all came back, too. A purchase is
-- what counts as one in qualifying_orders.
-- grain: platform + shop + order id
with final as (
    select
        customer_key,
        coalesce(paid_at, created_at)::date as purchase_day,
        -- narrow again, or every sum over it works on wider numbers
        cast(net + refund as decimal(18, 2)) as paid,
        cast(least(greatest(refund, coalesce(refund_reported, 0)), net + refund) as decimal(18, 2)) as refund,
        net > 0 and (refund_reported is null or refund_reported < net + refund) or net = 0 and (marks & 4) > 0 as is_purchase
    from seen_orders
    where net > 0 or refund > 0 or net = 0 and (marks & 4) > 0
)

select * from final
