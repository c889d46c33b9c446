-- How many customers have no purchase in these data though a customer table reports some, and what it reports.
-- grain: one row
with final as (
    select
        count(*) as customers,
        cast(coalesce(sum(facts.orders), 0) as bigint) as orders,
        cast(coalesce(sum(facts.total), 0) as decimal(18, 2)) as total
    from trait_bought as bought
    inner join customer_facts as facts on bought.customer_key = facts.customer_key
    where bought.has_history and bought.purchase_days = 0
)

select * from final
