-- Each identified customer's days with a paid order: money before refunds, all that was ever refunded, units,
-- titles that the customer had not bought before, and the days since the paid day before.
-- grain: customer + local calendar day
with sold as (
    select
        customer_key,
        purchase_day,
        paid_fen,
        refund_fen,
        quantity
    from sales
    where customer_key is not null
),

novel as (
    select
        customer_key,
        purchase_day,
        count(*) as new_titles
    from outlook_met
    group by customer_key, purchase_day
),

days as (
    select
        customer_key,
        purchase_day,
        cast(sum(paid_fen) as bigint) as paid_fen,
        cast(sum(refund_fen) as bigint) as refund_fen,
        cast(sum(coalesce(quantity, 1)) as integer) as units,
        -- a plain log of purchases knows purchases of nothing; they count
        cast(max(case when paid_fen = 0 then 1 else 0 end) as tinyint) as has_free
    from sold
    group by customer_key, purchase_day
),

final as (
    select
        days.*,
        cast(coalesce(novel.new_titles, 0) as integer) as new_titles,
        cast(
            days.purchase_day - lag(days.purchase_day) over (
                partition by days.customer_key order by days.purchase_day
            ) as integer
        ) as gap_days
    from days
    left join novel
        on days.customer_key = novel.customer_key and days.purchase_day = novel.purchase_day
)

select * from final
