-- What people said of being written to: every answer, the newest of which counts, and blocked before all others.
-- grain: shop + customer + channel + moment
with final as (
    select
        shop_key,
        customer_key,
        channel,
        split_part(answer, ' ', -1) as answer,
        since,
        file_key
    from kept.consents
)

select * from final
