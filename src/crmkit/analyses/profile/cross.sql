-- Customers by two of their traits: customers and money.
-- grain: value of one trait + value of the other
with final as (
    select
        crossed.down,
        crossed.across,
        count(*) as customers,
        cast(sum(coalesce(bought.net_fen, 0)) as bigint) as net_fen
    from crossed
    inner join trait_bought as bought on crossed.customer_key = bought.customer_key
    group by crossed.down, crossed.across
)

select * from final
order by customers desc, down asc nulls last, across asc nulls last
