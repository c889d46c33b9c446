-- Buyers all of whose rows were left out, and who have no order, are none of this shop's as far as anyone knows.
-- grain: one customer
delete from target.kept.customers
where customer_key in (select customer_key from left_out)
    and customer_key not in (select customer_key from staged where customer_key is not null)
    and customer_key not in (select customer_key from target.kept.orders where customer_key is not null)
