-- Orders of which a later step has the earlier time: by the rule ($rule) the payment and the placing, the shipping and the payment,
-- or the receipt and the shipping.
-- grain: platform + shop + order id
with final as (
    select
        coalesce(order_text, order_key::varchar) as order_id,
        null as customer,
        null as file,
        coalesce(created_at, paid_at)::date as day,
        (net + refund)::decimal(38, 2) as amount,
        null as value
    from kept.orders
    where case $rule
        when 'paid_before_created' then paid_at < created_at
        when 'shipped_before_paid' then shipped_at < paid_at
        when 'received_before_shipped' then received_at < shipped_at
    end
)

select * from final
