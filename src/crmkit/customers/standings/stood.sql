-- Where customers stood in a snapshot: those who are listed today, or with $everyone all who are still in the data.
-- grain: customer
with final as (
    select
        standings_then.customer_key,
        customers.customer,
        standings_then.stage,
        standings_then.segment,
        standings_then.tier,
        standings_then.net_fen,
        standings_then.risk
    from standings_then
    inner join customers on standings_then.customer_key = customers.customer_key
    left join most_valuable on standings_then.customer_key = most_valuable.customer_key
    where most_valuable.customer_key is not null or $everyone
)

select * from final
order by net_fen desc, customer asc, customer_key asc
