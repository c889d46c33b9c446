-- Purchases in the window, those without an identified buyer, and the money of the latter.
-- grain: one row
with final as (
    select
        count(*) as purchases,
        count(*) - count(customer_key) as unidentified_purchases,
        cast(coalesce(sum(case when customer_key is null then net end), 0) as decimal(38, 2)) as unidentified_net
    from qualifying_orders
    where purchase_day between $first_day and $as_of
)

select * from final
