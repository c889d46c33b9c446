-- Who is to be forgotten: who was named, and the buyers of the orders that were; with $takes_orders their orders, too. Whoever is
-- not known yet is, so that a later export does not bring them.
-- grain: customer
insert into forgotten_people
select distinct
    customer_key,
    $takes_orders as takes_orders
from (
    select nick_key as customer_key from asked where state <> 'order'
    union
    select phone_key from asked where state <> 'order'
    union
    select named_orders.customer_key
    from named_orders
    inner join asked on asked.who = named_orders.who and asked.state = 'order'
)
where customer_key is not null;

-- Their orders, and those that were named, of which some may be nobody's already; a return may name the order of somebody else, which
-- stays.
insert into forgotten_orders
with named as (
    select
        named_orders.shop_key,
        named_orders.order_key,
        named_orders.order_text
    from named_orders
    inner join asked on asked.who = named_orders.who and asked.state = 'order'
),

bought as (
    select
        shop_key,
        order_key,
        order_text
    from kept.orders
    where customer_key in (select customer_key from forgotten_people)
),

sent_back as (
    select
        refunds.shop_key,
        refunds.order_key,
        refunds.order_text
    from kept.refunds as refunds
    left join kept.orders as orders
        on orders.order_key = refunds.order_key
        and orders.shop_key = refunds.shop_key
        and orders.order_text is not distinct from refunds.order_text
    where refunds.customer_key in (select customer_key from forgotten_people) and orders.customer_key is null
),

final as (
    select * from named
    union
    select *
    from (select * from bought union select * from sent_back)
    where not coalesce(starts_with(order_text, '~!'), false)
)

select
    *,
    $takes_orders as takes_orders,
    true as is_new
from final
where order_key <> 0 or order_text is not null
