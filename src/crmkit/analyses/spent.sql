-- What each customer paid in the window (docs/metrics.md, value tiers).
-- grain: customer
with final as (
    select
        customer_key,
        max(purchase_day) as last_purchase_on,
        cast(sum(net) * 100 as bigint) as net_fen,
        count(*) as orders
    from qualifying_orders
    where customer_key is not null and purchase_day between $first_day and $as_of
    group by customer_key
)

select * from final
