-- Who ordered for the first time after a day ($as_of) and stands in no customer table, which nobody dates: nobody knew of
-- them then. Where $is_past is not true there are no later orders, and nothing is read.
-- grain: customer
with began as (
    select
        customer_key,
        cast(min(coalesce(created_at, paid_at)) as date) as first_order_on
    from seen_orders
    where $is_past and customer_key is not null
    group by customer_key
),

final as (
    select began.customer_key
    from began
    left join customer_facts as facts on began.customer_key = facts.customer_key
    where began.first_order_on > $as_of and facts.customer_key is null
)

select * from final
