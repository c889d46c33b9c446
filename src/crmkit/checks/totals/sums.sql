-- The totals of a month, by the day of payment, before refunds; and what of it went back, whenever that was.
-- grain: one row
with final as (
    select
        cast(coalesce(sum(paid), 0) as decimal(38, 2)) as paid,
        count(*) as orders,
        cast(coalesce(sum(refund), 0) as decimal(38, 2)) as refunded
    from order_states
    where is_paid and purchase_day between $first_day and $last_day
)

select * from final
