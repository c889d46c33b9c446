-- What goes, by the year of the order: orders, and the net money of those that were purchases.
-- grain: year + currency
with final as (
    select
        strftime(coalesce(paid_at, created_at), '%Y') as period,
        currency,
        count(*) as orders,
        coalesce(
            sum(case when refund_reported > refund then net + refund - refund_reported else net end)
                filter (where net > 0 and (refund_reported is null or refund_reported < net + refund)),
            0
        )::decimal(38, 2) as net_sales
    from (
        select * replace (case when (marks & 32) > 0 then refund_reported else refund end as refund)
        from pruned_orders
    )
    group by all
    order by period nulls first, currency nulls first
)

select * from final
