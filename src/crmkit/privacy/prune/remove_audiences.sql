-- Audiences of days before $bound go whole; from the others the customers go who are no longer there.
delete from target.kept.audiences
where as_of < $bound;

delete from target.kept.arms
where name not in (select name from target.kept.audiences)
    or customer_key in (select customer_key from pruned_customers)
