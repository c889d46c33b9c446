-- The shops that have an order of a number that was typed, where these are not all one buyer's.
-- grain: one number that says not who is meant
with final as (
    select
        named.who,
        array_to_string(list_sort(list(distinct shops.name)), ', ') as shops
    from named_orders as named
    inner join asked on asked.who = named.who and asked.state = 'order'
    inner join asked_shops as shops on shops.shop_key = named.shop_key
    where named.is_order
    group by named.who
    having count(distinct named.shop_key) > 1
        and count(distinct coalesce(named.customer_key::varchar, named.shop_key || '|' || coalesce(named.order_text, named.order_key::varchar))) > 1
)

select * from final
order by shops
