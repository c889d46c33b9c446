-- What identified customers paid by the day of the purchase, and what of it came back by the day since when that is known: what
-- no report dates counts as never paid, what one dates later than the data as known on their last day. orders: the orders that
-- count, less those of which nothing is left.
-- grain: customer + day of the purchase + day known
with orders as (
    select
        shop_key,
        order_key,
        order_text,
        customer_key,
        purchase_day,
        cast(paid * 100 as bigint) as fen
    from order_states
    where is_paid and customer_key is not null and purchase_day <= $as_of
),

parts as (
    select
        orders.shop_key,
        orders.order_key,
        orders.order_text,
        orders.customer_key,
        orders.purchase_day,
        orders.fen as paid,
        case
            when returns.is_dated then greatest(least(returns.known_on, $data_to), orders.purchase_day)
            else orders.purchase_day
        end as known_on,
        returns.fen
    from orders
    inner join returns
        on orders.order_key = returns.order_key
        and orders.shop_key = returns.shop_key
        and orders.order_text is not distinct from returns.order_text
),

daily as (
    select
        shop_key,
        order_key,
        order_text,
        customer_key,
        purchase_day,
        paid,
        known_on,
        sum(fen) as fen
    from parts
    group by shop_key, order_key, order_text, customer_key, purchase_day, paid, known_on
),

running as (
    select
        *,
        sum(fen) over (partition by shop_key, order_key, order_text order by known_on) as so_far
    from daily
),

together as (
    select customer_key, purchase_day, purchase_day as known_on, fen, 1 as orders
    from orders

    union all

    select
        customer_key,
        purchase_day,
        known_on,
        -fen as fen,
        case when so_far >= paid then -1 else 0 end as orders
    from running
    where known_on <= $as_of
),

final as (
    select
        customer_key,
        purchase_day as bought,
        known_on as known,
        cast(sum(fen) as bigint) as fen,
        cast(sum(orders) as bigint) as orders
    from together
    group by customer_key, purchase_day, known_on
)

select * from final
