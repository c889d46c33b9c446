-- What was sold in every order, line by line; the net sales of the lines of an order add up to those of the order.
-- grain: item line, or order without lines
with final as (
    select
        substr(
            sha256(concat_ws(' ', $key, 'order', lines.shop_key, coalesce(order_text, cast(order_key as varchar)))), 1, 16
        ) as order_key,
        line_no,
        star_customers.digest as customer_key,
        case
            when title is not null or sku is not null
                then substr(sha256(concat_ws(' ', $key, 'product', coalesce(sku, ''), coalesce(title, ''))), 1, 16)
        end as product_key,
        bought_on,
        is_line as is_item_line,
        cast(quantity as bigint) as units,
        list_price,
        net as net_sales
    from star_lines as lines
    left join star_customers on star_customers.customer_key = lines.customer_key
)

select * from final
