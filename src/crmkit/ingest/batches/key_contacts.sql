-- One row per contact of the batch: its furthest state, and every fact that any of its rows knows.
-- grain: shop + customer + channel + moment + campaign
with final as (
    select
        shop_key,
        customer_key,
        channel,
        sent_at,
        campaign,
        max(columns(lambda name: list_contains(getvariable('known'), name))),
        max(coalesce(lines, 1)) as lines,
        bool_and(coalesce(padded, false)) as padded
    from staged
    group by shop_key, customer_key, channel, sent_at, campaign
)

select * from final
