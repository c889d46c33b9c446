-- Item lines with net money allocated so that the lines of an order sum to its net, to the fen.
-- Weights are the lines' own net amounts where the file has them, else list price times quantity; closed lines weigh
-- nothing; what the rounding leaves over goes to the largest remainders.
-- grain: one item line
with by_layout as (
    select
        placed_lines.*,
        starts_with(line_text, '~') as is_by_content,
        bool_or(not starts_with(line_text, '~')) over (partition by shop_key, order_key, order_text) as has_suborders
    from placed_lines
),

-- An order that both the old layout (no line ids) and the new one have has its lines by their ids alone.
chosen as (
    select * exclude (is_by_content, has_suborders)
    from by_layout
    where not (is_by_content and has_suborders)
),

weighed as (
    select
        chosen.*,
        case
            when status in (1, 5, 6) then 0
            when sum(coalesce(net, 0)) over by_order > 0 then greatest(coalesce(net, 0), 0)
            else coalesce(list_price, 0) * coalesce(quantity, 1)
        end as weight
    from chosen
    window by_order as (partition by shop_key, order_key, order_text)
),

shared as (
    select
        weighed.*,
        case
            when sum(weight) over by_order > 0 then (weight * 100)::hugeint
            when status in (1, 5, 6) and bool_or(status not in (1, 5, 6)) over by_order then 0
            else 1
        end as share
    from weighed
    window by_order as (partition by shop_key, order_key, order_text)
),

portions as (
    select
        shared.*,
        orders.customer_key,
        orders.purchase_day,
        (orders.net * 100)::hugeint * share as portion,
        sum(share) over by_order as whole,
        (orders.net * 100)::hugeint as order_fen
    from shared
    left join qualifying_orders as orders
        on orders.shop_key = shared.shop_key
        and orders.order_key = shared.order_key
        and orders.order_text is not distinct from shared.order_text
        and shared.marks = 0
    window by_order as (partition by shared.shop_key, shared.order_key, shared.order_text)
),

rounded as (
    select
        portions.*,
        portion // whole as fen,
        order_fen - sum(portion // whole) over by_order as left_over,
        row_number() over (
            partition by shop_key, order_key, order_text
            order by portion % whole desc, line_key, line_text
        ) as place
    from portions
    window by_order as (partition by shop_key, order_key, order_text)
),

final as (
    select
        shop_key,
        order_key,
        order_text,
        line_text,
        customer_key,
        purchase_day,
        title,
        sku,
        attributes,
        quantity,
        list_price,
        ((fen + case when place <= left_over then 1 else 0 end)::decimal(18, 0) * 0.01::decimal(3, 2))::decimal(18, 2) as net,
        order_fen is not null as has_order
    from rounded
)

select * from final
