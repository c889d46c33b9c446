-- Every customer of a day ($as_of). Who ordered for the first time later and stands in no customer table, which nobody
-- dates, was none yet. Where $is_past is not true nothing was bought later, and nothing is read.
-- grain: customer
with began as (
    select
        customer_key,
        cast(min(coalesce(created_at, paid_at)) as date) as first_order_on
    from seen_orders
    where $is_past and customer_key is not null
    group by customer_key
),

latecomers as (
    select began.customer_key
    from began
    left join customer_facts as facts on began.customer_key = facts.customer_key
    where began.first_order_on > $as_of and facts.customer_key is null
),

final as (
    select customers.customer_key
    from customers
    left join latecomers on customers.customer_key = latecomers.customer_key
    where latecomers.customer_key is null
)

select * from final
