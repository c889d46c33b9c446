-- Where each customer's first purchase came from, province or channel: of the orders of the first purchase day the
-- earliest that has it.
-- grain: customer
with joined as (
    select
        customer_key,
        min(purchase_day) as first_day
    from qualifying_orders
    where customer_key is not null and purchase_day <= $as_of
    group by customer_key
),

with_label as (
    select
        orders.customer_key,
        case when $by = 'province' then orders.province else orders.channel end as label,
        row_number() over (
            partition by orders.customer_key
            order by orders.purchased_at, orders.shop_key, orders.order_key, orders.order_text
        ) as turn
    from qualifying_orders as orders
    inner join joined on orders.customer_key = joined.customer_key and orders.purchase_day = joined.first_day
    where case when $by = 'province' then orders.province else orders.channel end is not null
),

named as (
    select
        label,
        cast(row_number() over (order by label) as integer) as place
    from with_label
    where turn = 1
    group by label
),

final as (
    select
        with_label.customer_key,
        named.place,
        named.label
    from with_label
    inner join named on with_label.label = named.label
    where with_label.turn = 1
)

select * from final
