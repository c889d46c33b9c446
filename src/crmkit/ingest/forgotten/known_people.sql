-- The buyers of the staged rows who were forgotten.
-- grain: customer
insert into forgotten_people
select
    buyers.customer_key,
    tombstones.takes_orders
from (
    select distinct customer_key
    from staged
    where customer_key is not null and customer_key not in (select customer_key from forgotten_people)
) as buyers
inner join target.kept.tombstones as tombstones on tombstones.digest = person_digest(buyers.customer_key)
