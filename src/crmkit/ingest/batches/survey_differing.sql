-- The money by which several versions of one order differ: all their amounts, each once, that the batch did not
-- keep. A later version with another state and the same money differs by nothing.
-- grain: one row
with differing as (
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
    select sum(differing.paid - batch.net - batch.refund)::decimal(38, 2) as differing_money
    from differing
    inner join batch
        on batch.order_key = differing.order_key
        and batch.shop_key = differing.shop_key
        and batch.order_text is not distinct from differing.order_text
)

select * from final
