-- Every tag that every customer has.
-- grain: customer + tag
with held as (
    select
        customer_key,
        unnest(string_split(tags, ',')) as tag_code
    from trait_tags
    where tags is not null
),

final as (
    select
        held.customer_key,
        held.tag_code,
        customers.customer,
        bought.purchase_days,
        bought.net_spend,
        bought.last_purchase_on
    from held
    inner join trait_bought as bought on held.customer_key = bought.customer_key
    inner join customers on held.customer_key = customers.customer_key
)

select * from final
