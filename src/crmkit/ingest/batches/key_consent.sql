-- One row per answer of the batch; of several of one moment the one that forbids more.
-- grain: shop + customer + channel + moment
with final as (
    select
        shop_key,
        customer_key,
        channel,
        since,
        max(columns(lambda name: list_contains(getvariable('known'), name))),
        max(coalesce(lines, 1)) as lines,
        bool_and(coalesce(padded, false)) as padded
    from staged
    group by shop_key, customer_key, channel, since
)

select * from final
