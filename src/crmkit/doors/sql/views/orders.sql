-- Every order of the exports, paid or not, with what it brought. Orders and customers have numbers of their own: an order
-- number of the platform names its buyer to whoever has the exports.
-- grain: order
with numbered as (
    select
        *,
        row_number() over (order by shop_key, order_key, order_text) as order_no
    from seen_orders
),

buyers as (
    select
        customer_key,
        row_number() over (order by customer_key) as customer_no
    from customers
),

joined as (
    select
        numbered.*,
        buyers.customer_no,
        shop_names.platform,
        shop_names.shop,
        kept.net as kept_net,
        kept.order_key is not null as is_purchase,
        numbered.net + numbered.refund as paid,
        least(greatest(numbered.refund, coalesce(numbered.refund_reported, 0)), numbered.net + numbered.refund) as gone
    from numbered
    left join buyers on buyers.customer_key = numbered.customer_key
    left join shop_names on shop_names.shop_key = numbered.shop_key
    left join qualifying_orders as kept
        on kept.shop_key = numbered.shop_key
        and kept.order_key = numbered.order_key
        and kept.order_text is not distinct from numbered.order_text
),

final as (
    select
        order_no,
        customer_no,
        platform,
        shop,
        created_at as ordered_at,
        paid_at,
        shipped_at,
        received_at,
        case
            when status = 6 or (gone > 0 and gone >= paid) then 'refunded'
            when gone > 0 then 'part_refunded'
            when status = 1 then 'unpaid'
            when status in (2, 3) then 'open'
            when status = 5 then 'closed_unpaid'
        end as order_status,
        is_purchase,
        cast(paid as decimal(18, 2)) as paid,
        cast(gone as decimal(18, 2)) as refunded_amount,
        cast(coalesce(kept_net, 0) as decimal(18, 2)) as net_sales,
        quantity as units,
        title as product,
        province,
        city,
        channel
    from joined
)

select * from final
