-- The customer who spent the most in the window, beside the money of all.
-- grain: one row
with final as (
    select
        arg_max(customer_key, net_fen) as customer_key,
        cast(max(net_fen) as bigint) as most,
        cast(sum(net_fen) as bigint) as total,
        count(*) as customers
    from scores_spent
)

select * from final
