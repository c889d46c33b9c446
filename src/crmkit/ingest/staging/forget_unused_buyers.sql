-- Buyers without an order are removed: their orders are another's, by a surer identity or under a newer name. Asked
-- of those alone whose orders were disputed, in the store or within the file.
-- grain: one customer
delete from target.kept.customers
where customer_key in (
        select our_buyer from disputed
        union
        select their_buyer from disputed
        union
        select unnest(list(distinct customer_key)) from staged
        where $is_repeated and customer_key is not null
        group by shop_key, order_key, order_text
        having count(distinct customer_key) > 1
    )
    and customer_key not in (select customer_key from target.kept.orders where customer_key is not null)
