-- When each customer is expected next, as known on $as_of (docs/metrics.md, reminders): by the own rhythm, else by the
-- cycle of the product of the last purchase day, else by the shop's rhythm ($shop_low, $shop_days, $shop_high).
-- grain: customer
with chosen as (
    select
        rhythms.customer_key,
        rhythms.last_purchase_on,
        rhythms.purchase_days,
        choices.product_key,
        cycles.intervals,
        rhythms.own_days,
        case
            when rhythms.is_own then 'own'
            when cycles.product_key is not null then 'product'
            else 'shop'
        end as basis,
        case when rhythms.is_own then rhythms.rhythm_days else coalesce(cycles.cycle_days, $shop_days) end as cycle_days,
        case when rhythms.is_own then rhythms.gap_p25 else coalesce(cycles.low_days, $shop_low) end as low_days,
        case when rhythms.is_own then rhythms.gap_p75 else coalesce(cycles.high_days, $shop_high) end as high_days
    from rhythms
    left join choices
        on rhythms.customer_key = choices.customer_key and rhythms.last_purchase_on = choices.purchase_day
    left join cycles on choices.product_key = cycles.product_key
),

-- A day is never known to the day: the range has at least the days beside it.
ranged as (
    select
        customer_key,
        last_purchase_on,
        purchase_days,
        product_key,
        intervals,
        basis,
        own_days,
        cycle_days,
        last_purchase_on + cast(greatest(1, least(low_days, cycle_days - 1)) as integer) as expected_from,
        last_purchase_on + cast(cycle_days as integer) as expected_on,
        last_purchase_on + cast(greatest(high_days, cycle_days + 1) as integer) as expected_to,
        $as_of - last_purchase_on - cycle_days as days_late
    from chosen
),

final as (
    select
        *,
        case
            when days_late < -$days then 'later'
            when days_late < 0 then 'due_soon'
            when days_late < cycle_days then 'just_late'
            else 'missed'
        end as timing
    from ranged
)

select * from final
