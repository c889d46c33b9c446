-- How many orders of how many buyers wait for what, since when and with how much money. Reads the temporary table
-- ``waiting_orders``.
-- grain: what they wait for
with final as (
    select
        waiting,
        count(*) as orders,
        count(distinct customer_key) as customers,
        cast(sum(amount) as decimal(38, 2)) as amount,
        min(waiting_since) as oldest_on,
        count(case when waiting_since <= $stale_until then 1 end) as stale,
        count(case when amount is null then 1 end) as unpriced
    from waiting_orders
    group by waiting
)

select * from final
