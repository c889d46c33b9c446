-- Per customer: the money whose goods have a cost, and what they cost (hundredths of a fen).
-- grain: customer
with final as (
    select
        customer_key,
        cast(sum(net_fen) as bigint) as covered_fen,
        cast(sum(cost) as bigint) as cost
    from sold
    where cost is not null
    group by customer_key
)

select * from final
order by customer_key
