-- Who was forgotten is no customer; nor is who has no order left. Who has others is known by the first of these.
-- grain: customer
delete from target.kept.customers
where customer_key in (select customer_key from forgotten_people)
    or customer_key in (select customer_key from left_behind)
    and customer_key not in (select customer_key from target.kept.orders where customer_key is not null);

delete from target.kept.customer_facts
where customer_key in (select customer_key from forgotten_people);

update target.kept.customers as kept
set first_order_key = others.order_key, first_order_text = others.order_text
from (
    select
        customer_key,
        min(order_key) as order_key,
        arg_min_null(order_text, order_key) as order_text
    from target.kept.orders
    where customer_key in (select customer_key from left_behind)
    group by customer_key
) as others
where kept.customer_key = others.customer_key
