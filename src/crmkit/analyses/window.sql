-- Purchases in the window, and those among them that nobody can be named for.
-- grain: one row
with final as (
    select
        count(*) as purchases,
        count(*) - count(customer_key) as unidentified_purchases
    from qualifying_orders
    where purchase_day between $first_day and $as_of
)

select * from final
