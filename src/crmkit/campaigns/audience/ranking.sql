-- The order of the customers who match: those who may be contacted first, among them by $by, the bigger spender of equals
-- first. Reads the temporary tables reason_of, trait_bought, trait_rhythm and at_risk.
-- grain: customer
with final as (
    select
        reason_of.customer_key,
        reason_of.reason,
        customers.customer,
        row_number() over (
            order by
                case when reason_of.reason is null then 0 else 1 end asc,
                case $by
                    when 'recency' then cast(bought.recency_days as bigint)
                    when 'due' then abs(cast(bought.recency_days as bigint) - rhythm.rhythm_days)
                    when 'risk' then -at_risk.fen
                    else 0
                end asc nulls last,
                bought.net_spend desc nulls last,
                customers.customer asc,
                reason_of.customer_key asc
        ) as place
    from reason_of
    inner join customers on customers.customer_key = reason_of.customer_key
    left join trait_bought as bought on bought.customer_key = reason_of.customer_key
    left join trait_rhythm as rhythm on rhythm.customer_key = reason_of.customer_key
    left join at_risk on at_risk.customer_key = reason_of.customer_key
)

select * from final
