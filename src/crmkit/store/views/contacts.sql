-- What was sent to whom; sent_on is the day in the time of the shop.
-- grain: shop + customer + channel + moment + campaign
with final as (
    select
        shop_key,
        customer_key,
        channel,
        sent_at,
        sent_at::date as sent_on,
        campaign,
        cost,
        split_part(status, ' ', -1) as status,
        arm,
        file_key
    from kept.contacts
)

select * from final
