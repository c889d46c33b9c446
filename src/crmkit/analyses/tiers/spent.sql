-- What each customer paid in the window (docs/metrics.md, value tiers). Days are looked at only where they matter:
-- all of them count when the window is the whole ($is_whole), and the last one is in a list alone ($detail).
-- grain: customer
with final as (
    select
        customer_key,
        max(case when $detail then purchase_day end) as last_purchase_on,
        cast(sum(net) * 100 as bigint) as net_fen,
        count(*) as orders
    from qualifying_orders
    where customer_key is not null and ($is_whole or purchase_day between $first_day and $as_of)
    group by customer_key
)

select * from final
