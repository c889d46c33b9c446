-- The money that several tellings of one order differ by: what they tell together, each amount once, and the batch did not
-- keep. A later telling with another state and the same money differs by nothing.
-- grain: one row
with told as (
    select
        shop_key,
        order_key,
        order_text,
        sum(distinct net + refund) as paid
    from staged
    where part = 0
    group by shop_key, order_key, order_text
    having count(distinct net + refund) > 1
),

final as (
    select sum(told.paid - batch.net - batch.refund)::decimal(38, 2) as retold_money
    from told
    inner join batch
        on batch.order_key = told.order_key
        and batch.shop_key = told.shop_key
        and batch.order_text is not distinct from told.order_text
)

select * from final
