-- Who bought in the days after $cutoff up to $last_day, after every refund known today.
-- grain: customer
with final as (
    select
        customer_key,
        count(*)::integer as days,
        sum(paid_fen - refund_fen)::bigint as net_fen
    from occasions
    where purchase_day > $cutoff
        and purchase_day <= $last_day
        and (paid_fen > refund_fen or has_free = 1)
    group by customer_key
)

select * from final
order by customer_key
