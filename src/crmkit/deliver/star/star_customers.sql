-- Every customer of the export with a key that tells nothing: a digest with a secret ($key). What it is a digest of is the
-- same for the same files; for a store it is the number that the customer keeps there. In a past ($is_whole is not true)
-- those who ordered until then are there, too, whatever their traits say.
-- grain: customer
with first_orders as (
    select
        customer_key,
        min(concat_ws(' ', shop_key, coalesce(order_text, cast(order_key as varchar)))) as first_order
    from seen_orders
    where $of_files and identity > 1
    group by customer_key
),

shown as (
    select customer_key
    from trait_bought
    union
    select customer_key
    from order_states
    where not $is_whole and purchase_day <= $as_of
),

final as (
    select
        customers.customer_key,
        customers.customer,
        substr(
            sha256(concat_ws(' ', $key, 'customer', coalesce(first_order, cast(customers.customer_key as varchar)))), 1, 16
        ) as digest
    from customers
    inner join shown on shown.customer_key = customers.customer_key
    left join first_orders on first_orders.customer_key = customers.customer_key
)

select * from final
