-- The customers on the list in their order, with what is known of them.
-- grain: customer
with final as (
    select
        members.place,
        customers.customer,
        rhythm.stage,
        bought.recency_days,
        rhythm.rhythm_days,
        bought.net_spend,
        goods.top_product
    from drawn_members as members
    inner join customers on customers.customer_key = members.customer_key
    left join trait_bought as bought on bought.customer_key = members.customer_key
    left join trait_rhythm as rhythm on rhythm.customer_key = members.customer_key
    left join trait_goods as goods on goods.customer_key = members.customer_key
    where members.arm = 'list'
)

select
    customer,
    stage,
    recency_days,
    rhythm_days,
    net_spend,
    top_product
from final
order by place
