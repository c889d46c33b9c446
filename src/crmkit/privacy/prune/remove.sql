-- Remove what was found, what was learnt from it, and what was said of files of which nothing is left ($bound).
delete from target.kept.orders as kept
using pruned_orders as pruned
where pruned.order_key = kept.order_key
    and pruned.shop_key = kept.shop_key
    and pruned.order_text is not distinct from kept.order_text;

delete from target.kept.order_lines as kept
using pruned_lines as pruned
where pruned.line_key = kept.line_key
    and pruned.shop_key = kept.shop_key
    and pruned.line_text = kept.line_text;

delete from target.kept.refunds as kept
using pruned_refunds as pruned
where pruned.refund_key = kept.refund_key
    and pruned.shop_key = kept.shop_key
    and pruned.refund_text is not distinct from kept.refund_text;

delete from target.kept.customer_facts
where customer_key in (select customer_key from pruned_facts);

delete from target.kept.customers
where customer_key in (select customer_key from pruned_customers);

delete from target.kept.contacts
where sent_at < $bound;

-- who said no stays known, so that nobody is written to who forbade it
delete from target.kept.consents
where since < $bound
    and answer = 'yes'
    and customer_key in (select customer_key from pruned_customers);

-- the first of the orders that are left stands for the customer
update target.kept.customers as kept
set first_order_key = coalesce(others.order_key, 0), first_order_text = others.order_text
from (
    select
        customers.customer_key,
        min(orders.order_key) as order_key,
        arg_min_null(orders.order_text, orders.order_key) as order_text
    from target.kept.customers as customers
    left join target.kept.orders as orders on orders.customer_key = customers.customer_key
    where customers.customer_key in (select customer_key from pruned_orders)
    group by customers.customer_key
) as others
where kept.customer_key = others.customer_key;

create or replace temp table emptied_files as
select file_key
from target.kept.files
where last_day < $bound
    and file_key not in (select file_key from target.kept.orders)
    and file_key not in (select file_key from target.kept.order_lines)
    and file_key not in (select file_key from target.kept.refunds)
    and file_key not in (select file_key from target.kept.customer_facts)
    and file_key not in (select file_key from target.kept.contacts)
    and file_key not in (select file_key from target.kept.consents);

delete from target.kept.rejects
where file_key in (select file_key from emptied_files);

delete from target.kept.findings
where file_key in (select file_key from emptied_files);

-- files that reach back before this day or the day of the prune before are read anew when they are loaded again, so
-- that their account says which lines are passed over and none is lost where older orders are let in again
update target.kept.files
set sha256 = ''
where coalesce(
    first_day < greatest(
        $bound::date,
        (
            select max(value::date)
            from target.kept.meta
            where name = 'pruned_before'
        )
    ),
    true
);

delete from target.kept.meta
where name = 'pruned_before';

insert into target.kept.meta
values ('pruned_before', $bound::date::varchar)
