-- Snapshots with more or fewer customers than they say, and customers in snapshots who are not in the data.
-- grain: snapshot, or snapshot + customer
with counted as (
    select
        name,
        count(*) as customers
    from kept.snapshot_customers
    group by name
),

final as (
    select
        null as order_id,
        null as customer,
        null as file,
        heads.as_of as day,
        null as amount,
        heads.name || ': ' || coalesce(counted.customers, 0)::varchar || ' / ' || heads.customers::varchar as value
    from kept.snapshots as heads
    left join counted on counted.name = heads.name
    where coalesce(counted.customers, 0) <> heads.customers

    union all

    select
        null as order_id,
        null as customer,
        null as file,
        null as day,
        (rows.net_fen * 0.01::decimal(3, 2))::decimal(38, 2) as amount,
        rows.name as value
    from kept.snapshot_customers as rows
    where rows.customer_key not in (select customer_key from kept.customers)
        and rows.customer_key not in (select customer_key from kept.customer_facts)
)

select * from final
