-- Customers by stage: how many, and what they have paid.
-- grain: stage
with final as (
    select
        rhythm.stage,
        count(*) as customers,
        cast(sum(coalesce(bought.net_fen, 0)) as bigint) as net_fen
    from trait_bought as bought
    inner join trait_rhythm as rhythm on bought.customer_key = rhythm.customer_key
    group by rhythm.stage
)

select * from final
order by stage
