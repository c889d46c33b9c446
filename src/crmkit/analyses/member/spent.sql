-- What each customer who bought in the window spent in it, in fen.
-- grain: customer
with final as (
    select
        customer_key,
        cast(sum(net) * 100 as bigint) as fen
    from purchases
    where purchase_day > $opens and purchase_day <= $as_of
    group by customer_key
)

select * from final
order by fen desc, customer_key
