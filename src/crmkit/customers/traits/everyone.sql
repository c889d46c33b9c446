-- Every customer of a day ($as_of), and whether a customer table reports a purchase until then, in these data or not.
-- Who ordered for the first time later was none yet, nor was who a customer table says came later; a table without
-- a first day dates no customer. Where $is_past is not true nothing was bought later, and nothing is read.
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
    select coalesce(began.customer_key, facts.customer_key) as customer_key
    from began
    full outer join customer_facts as facts on began.customer_key = facts.customer_key
    where $is_past
        and coalesce(began.first_order_on > $as_of, true)
        and case when facts.customer_key is null then true else coalesce(cast(facts.first_at as date) > $as_of, false) end
),

final as (
    select
        customers.customer_key,
        coalesce(
            facts.has_history and coalesce(cast(coalesce(facts.first_at, facts.last_at) as date) <= $as_of, true), false
        ) as has_history
    from customers
    left join latecomers on customers.customer_key = latecomers.customer_key
    left join customer_facts as facts on customers.customer_key = facts.customer_key
    where latecomers.customer_key is null
)

select * from final
