-- What the rows that share an order number are to each other: lines of one order (one moment, other articles, or in one
-- state other money) or versions of one order at several moments; and whether the amounts, refunds and totals beside lines are
-- the line's own or the order's, repeated.
-- Where prices stand beside amounts they prove it: price times quantity is a line's own money.
-- Without a column of what was due ($has_due) that of unpaid orders is their amount, which proves nothing.
-- One order in $share is asked.
-- grain: one row
with orders as (
    select
        bool_or(part = 2) as has_follow_up,
        coalesce(max(coalesce(created_at, paid_at)) - min(coalesce(created_at, paid_at)) < interval 1 hour, true)
            and coalesce(max(paid_at) - min(paid_at) < interval 1 hour, true)
            and coalesce(min(customer_key) = max(customer_key), true) as is_one_moment,
        min(status) = max(status) as is_one_state,
        coalesce(min(article) <> max(article), false) as has_articles,
        min(goods) <> max(goods) as has_goods,
        min(coalesce(amount, 0)) <> max(coalesce(amount, 0)) as has_amounts,
        coalesce(min(refund) <> max(refund), false) as has_refunds,
        bool_or(refund > 0 and status not in (5, 6)) as is_refunded,
        sum(refund) filter (where status not in (5, 6)) - max(refund) filter (where status not in (5, 6)) as more_refund,
        $has_due and count(due) > 0 as has_due,
        coalesce(min(due) <> max(due), false) as has_dues,
        case when coalesce(min(currency) = max(currency), true) then sum(net) - max(net) end as net_more,
        sum(amount) as amount_sum,
        max(amount) as max_amount,
        max(due) as whole,
        bool_and(amount = list_price * quantity) as is_priced,
        sum(list_price * quantity) as goods_value
    from (
        select *, coalesce(paid, net) as amount, hash(article, quantity) as goods
        from staged
        where part in (0, 2) and order_key <> 0 and ($share = 1 or hash(order_key) % $share::ubigint = 0)
    )
    group by shop_key, order_key, order_text
    having count(*) > 1
),

classified as (
    select
        *,
        is_one_moment and (has_articles or is_one_state and (has_goods or has_amounts or has_refunds))
            or has_follow_up as is_lines,
        not is_lines and is_one_moment and is_one_state and net_more > 0 as is_repeated
    from orders
),

final as (
    select
        count(*) filter (where is_lines) as line_like,
        count(*) filter (where not is_lines and not (is_one_moment and is_one_state)) as state_like,
        count(*) filter (where is_repeated) as repeated,
        coalesce(sum(net_more) filter (where is_repeated), 0)::decimal(38, 2) as repeated_money,
        count(*) filter (where is_lines and not has_follow_up and not has_amounts) as equal_amounts,
        count(*) filter (where is_lines and not has_follow_up and has_amounts) as other_amounts,
        coalesce(sum(amount_sum - max_amount) filter (where is_lines and not has_follow_up and has_amounts), 0)::decimal(38, 2) as other_money,
        count(distinct max_amount) filter (where is_lines and not has_follow_up and not has_amounts) as equal_prices,
        coalesce(sum(amount_sum - max_amount) filter (where is_lines and not has_amounts), 0)::decimal(38, 2) as equal_money,
        count(*) filter (where is_lines and has_due and whole = amount_sum) as sums_to_due,
        count(*) filter (where is_lines and has_due and whole = max_amount and whole <> amount_sum) as repeats_due,
        count(*) filter (where is_lines and not has_follow_up and is_priced) as priced_lines,
        count(*) filter (where is_lines and not has_follow_up and not has_amounts and goods_value = max_amount) as priced_orders,
        count(*) filter (where is_lines and is_refunded and not has_refunds) as equal_refunds,
        count(*) filter (where is_lines and is_refunded and has_refunds) as other_refunds,
        count(*) filter (where is_lines and has_refunds and more_refund > 0) as added_refunds,
        coalesce(sum(more_refund) filter (where is_lines and has_refunds), 0)::decimal(38, 2) as added_refund_money,
        count(*) filter (where is_lines and has_due and not has_dues) as equal_dues,
        count(*) filter (where is_lines and has_due and has_dues) as other_dues
    from classified
)

select * from final
