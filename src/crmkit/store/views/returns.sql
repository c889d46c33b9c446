-- What came back of paid orders, part by part, each with the day since when it is known. A part that no refund report
-- dates counts as known 30 days after the purchase, when the platform's time for sending goods back is long over.
-- Never more than was paid: the parts known first are the ones that count.
-- grain: platform + shop + order id + day known + whether a report dates it
with cases as (
    select
        shop_key,
        order_key,
        order_text,
        finished_at::date as known_on,
        sum(amount) as amount
    from kept.refunds
    where status = 2 and marks = 0
    group by shop_key, order_key, order_text, finished_at::date
),

case_totals as (
    select
        shop_key,
        order_key,
        order_text,
        sum(amount) as amount
    from cases
    group by shop_key, order_key, order_text
),

paid as (
    select
        orders.shop_key,
        orders.order_key,
        orders.order_text,
        customer_key,
        coalesce(paid_at, created_at)::date as purchase_day,
        net + refund as amount,
        case
            when refund_reported is null then refund
            else greatest(refund, refund_reported) - coalesce(case_totals.amount, 0)
        end as undated,
        refund_reported is not null as is_reported
    from seen_orders as orders
    left join case_totals
        on orders.order_key = case_totals.order_key
        and orders.shop_key = case_totals.shop_key
        and orders.order_text is not distinct from case_totals.order_text
    where refund > 0 or refund_reported > 0
),

parts as (
    select
        paid.shop_key,
        paid.order_key,
        paid.order_text,
        coalesce(cases.known_on, paid.purchase_day + 30) as known_on,
        cases.known_on is not null as is_dated,
        cases.amount
    from paid
    inner join cases
        on paid.order_key = cases.order_key
        and paid.shop_key = cases.shop_key
        and paid.order_text is not distinct from cases.order_text
    where paid.is_reported

    union all

    select
        shop_key,
        order_key,
        order_text,
        purchase_day + 30 as known_on,
        false as is_dated,
        undated as amount
    from paid
    where undated > 0
),

daily as (
    select
        shop_key,
        order_key,
        order_text,
        known_on,
        is_dated,
        sum(amount) as amount
    from parts
    group by shop_key, order_key, order_text, known_on, is_dated
),

running as (
    select
        daily.shop_key,
        daily.order_key,
        daily.order_text,
        paid.customer_key,
        paid.purchase_day,
        daily.known_on,
        daily.is_dated,
        daily.amount,
        paid.amount as most,
        sum(daily.amount) over (
            partition by daily.shop_key, daily.order_key, daily.order_text
            order by daily.known_on, daily.is_dated
        ) as so_far
    from daily
    inner join paid
        on paid.order_key = daily.order_key
        and paid.shop_key = daily.shop_key
        and paid.order_text is not distinct from daily.order_text
),

final as (
    select
        shop_key,
        order_key,
        order_text,
        customer_key,
        purchase_day,
        known_on,
        is_dated,
        cast((least(so_far, most) - least(so_far - amount, most)) * 100 as bigint) as fen
    from running
)

select * from final
where fen > 0
