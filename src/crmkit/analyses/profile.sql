-- Everything known of every customer.
-- grain: customer
with final as (
    select
        bought.customer_key,
        customers.customer,
        rhythm.stage,
        standing.segment as segment_code,
        standing.tier,
        standing.rfm_cell,
        bought.first_purchase_on,
        bought.last_purchase_on,
        bought.recency_days,
        bought.tenure_days,
        bought.purchase_days,
        bought.purchase_days_365,
        bought.orders,
        bought.units,
        bought.net,
        bought.mean_basket,
        bought.is_returning,
        rhythm.median_gap,
        rhythm.gap_spread,
        rhythm.rhythm_days,
        rhythm.next_expected_on,
        place.province,
        place.city,
        goods.product,
        goods.category,
        goods.category_share,
        goods.categories,
        goods.products,
        habits.hour_band,
        habits.weekday,
        habits.channel,
        discounts.discount_share,
        discounts.sale_day_share,
        after_sales.refund_orders,
        after_sales.refund_share,
        after_sales.refund_order_share,
        after_sales.unpaid_orders,
        after_sales.open_orders,
        after_sales.closed_orders,
        facts.gender,
        facts.level,
        facts.age,
        tags.tags as tag_codes
    from trait_bought as bought
    inner join customers on bought.customer_key = customers.customer_key
    left join trait_rhythm as rhythm on bought.customer_key = rhythm.customer_key
    left join trait_standing as standing on bought.customer_key = standing.customer_key
    left join trait_place as place on bought.customer_key = place.customer_key
    left join trait_goods as goods on bought.customer_key = goods.customer_key
    left join trait_habits as habits on bought.customer_key = habits.customer_key
    left join trait_discounts as discounts on bought.customer_key = discounts.customer_key
    left join trait_after_sales as after_sales on bought.customer_key = after_sales.customer_key
    left join trait_tags as tags on bought.customer_key = tags.customer_key
    left join trait_facts as facts on bought.customer_key = facts.customer_key
)

select * from final
