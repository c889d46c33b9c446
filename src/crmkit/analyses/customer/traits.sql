-- Everything known of one customer ($key), in the order of a card.
-- grain: customer
with final as (
    select
        customers.customer,
        rhythm.stage,
        place.province,
        place.city,
        facts.gender,
        facts.age,
        facts.member_level,
        facts.birthday,
        facts.table_first_on,
        facts.table_last_on,
        facts.table_orders,
        facts.table_total,
        bought.first_purchase_on,
        bought.last_purchase_on,
        bought.recency_days,
        bought.tenure_days,
        bought.purchase_days,
        bought.purchase_days_365,
        bought.is_repeat,
        bought.orders,
        bought.units,
        bought.net_spend,
        bought.avg_basket,
        rhythm.median_gap,
        rhythm.gap_iqr,
        rhythm.rhythm_days,
        goods.top_product,
        goods.products,
        goods.category,
        goods.category_share,
        goods.categories,
        habits.hour_band,
        habits.weekday,
        habits.channel,
        shops.shop,
        shops.platform,
        discounts.discount_share,
        discounts.sale_day_share,
        after_sales.refund_orders,
        after_sales.refund_share,
        after_sales.refund_order_share,
        after_sales.unpaid_orders,
        after_sales.open_orders,
        after_sales.closed_orders,
        tags.tags
    from trait_bought as bought
    inner join customers on bought.customer_key = customers.customer_key
    left join trait_rhythm as rhythm on bought.customer_key = rhythm.customer_key
    left join trait_place as place on bought.customer_key = place.customer_key
    left join trait_goods as goods on bought.customer_key = goods.customer_key
    left join trait_habits as habits on bought.customer_key = habits.customer_key
    left join trait_shops as shops on bought.customer_key = shops.customer_key
    left join trait_discounts as discounts on bought.customer_key = discounts.customer_key
    left join trait_after_sales as after_sales on bought.customer_key = after_sales.customer_key
    left join trait_facts as facts on bought.customer_key = facts.customer_key
    left join trait_tags as tags on bought.customer_key = tags.customer_key
    where bought.customer_key = $key
)

select * from final
