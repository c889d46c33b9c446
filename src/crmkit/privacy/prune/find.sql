-- The orders on which nothing happened since $bound, whatever file says so: neither on the order itself nor on a line or a
-- refund case of it; the rows of no order from before; the customers who then have nothing.
-- grain: platform + shop + order id; item line; refund case; customer
create or replace temp table pruned_orders as
with lines as (
    select shop_key, order_key, order_text, max(status_at) as last_at
    from target.kept.order_lines
    group by shop_key, order_key, order_text
),

cases as (
    select shop_key, order_key, order_text, max(greatest(applied_at, finished_at)) as last_at
    from target.kept.refunds
    group by shop_key, order_key, order_text
),

dated as (
    select
        orders.*,
        greatest(
            orders.created_at, orders.paid_at, orders.shipped_at, orders.received_at, orders.status_at, lines.last_at, cases.last_at
        ) as last_at
    from target.kept.orders as orders
    left join lines
        on lines.order_key = orders.order_key
        and lines.shop_key = orders.shop_key
        and lines.order_text is not distinct from orders.order_text
    left join cases
        on cases.order_key = orders.order_key
        and cases.shop_key = orders.shop_key
        and cases.order_text is not distinct from orders.order_text
)

select * exclude (last_at)
from dated
where last_at < $bound;

create or replace temp table left_customers as
select distinct customer_key
from target.kept.orders as orders
anti join pruned_orders as pruned
    on pruned.order_key = orders.order_key
    and pruned.shop_key = orders.shop_key
    and pruned.order_text is not distinct from orders.order_text
where customer_key is not null;

create or replace temp table pruned_lines as
select lines.shop_key, lines.line_key, lines.line_text
from target.kept.order_lines as lines
left join pruned_orders as pruned
    on pruned.order_key = lines.order_key
    and pruned.shop_key = lines.shop_key
    and pruned.order_text is not distinct from lines.order_text
left join target.kept.orders as orders
    on orders.order_key = lines.order_key
    and orders.shop_key = lines.shop_key
    and orders.order_text is not distinct from lines.order_text
where pruned.order_key is not null or orders.order_key is null and lines.status_at < $bound;

create or replace temp table pruned_refunds as
select refunds.shop_key, refunds.refund_key, refunds.refund_text
from target.kept.refunds as refunds
left join pruned_orders as pruned
    on pruned.order_key = refunds.order_key
    and pruned.shop_key = refunds.shop_key
    and pruned.order_text is not distinct from refunds.order_text
left join target.kept.orders as orders
    on orders.order_key = refunds.order_key
    and orders.shop_key = refunds.shop_key
    and orders.order_text is not distinct from refunds.order_text
where pruned.order_key is not null
    or orders.order_key is null and greatest(refunds.applied_at, refunds.finished_at) < $bound;

create or replace temp table pruned_facts as
select customer_key
from target.kept.customer_facts
where customer_key not in (select customer_key from left_customers)
    and (
        greatest(first_at, last_at) < $bound
        or greatest(first_at, last_at) is null
        and customer_key in (select customer_key from pruned_orders where customer_key is not null)
    );

create or replace temp table pruned_customers as
select customer_key
from target.kept.customers
where customer_key not in (select customer_key from left_customers)
    and customer_key not in (
        select customer_key
        from target.kept.customer_facts
        where customer_key not in (select customer_key from pruned_facts)
    )
    and customer_key not in (
        select refunds.customer_key
        from target.kept.refunds as refunds
        anti join pruned_refunds as pruned
            on pruned.refund_key = refunds.refund_key
            and pruned.shop_key = refunds.shop_key
            and pruned.refund_text is not distinct from refunds.refund_text
        where refunds.customer_key is not null
    )
