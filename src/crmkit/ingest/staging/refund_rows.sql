-- The staged rows, where part 1 are now also those that say that money went back of an order in other rows, all of it
-- or by their word a part, and how much (order 7 sale 100.00, order 7 refund 30.00): a refund of it, not its newer state,
-- for the order was not of 30.00. Such a row is later than the purchase, or of no article, or of one that was bought; all
-- together take no more than the order brought. A single row of one moment and the whole amount is the order's newer state.
-- grain: one record of the file
with versions as (
    select
        *,
        coalesce(created_at, paid_at) as dated_at,
        coalesce(
            part in (0, 3) and (
                status = 6 and refund > 0
                or doubts & 2 > 0 and net > 0 and refund = 0 and regexp_matches(status_raw, '部分.*退|退.*部分|(?i:partial)')
            ), false
        ) as says_back,
        part in (0, 3) and not says_back and status not in (1, 5, 6) as is_purchase
    from staged
),

closed as (
    select distinct
        shop_key,
        order_key,
        order_text
    from versions
    where says_back
),

orders as (
    select
        version.shop_key,
        version.order_key,
        version.order_text,
        min(dated_at) filter (where is_purchase) as bought_at,
        sum(net) filter (where is_purchase) as bought,
        count(*) filter (where is_purchase) as purchases,
        list(distinct article) filter (where is_purchase) as articles,
        list(distinct line_id) filter (where is_purchase) as line_ids,
        sum(case when status = 6 then refund else net end) filter (where says_back) as gone
    from versions as version
    semi join closed
        on version.order_key = closed.order_key
        and version.shop_key = closed.shop_key
        and version.order_text is not distinct from closed.order_text
    group by version.shop_key, version.order_key, version.order_text
),

evaluated as (
    select
        version.*,
        coalesce(
            says_back
                and gone <= bought
                and (line_id is null or list_contains(line_ids, line_id))
                and (
                    dated_at >= bought_at + interval 1 hour
                    or (article is null or list_contains(articles, article)) and (purchases > 1 or gone < bought)
                ),
            false
        ) as is_refund
    from versions as version
    left join orders
        on version.order_key = orders.order_key
        and version.shop_key = orders.shop_key
        and version.order_text is not distinct from orders.order_text
),

final as (
    select
        * exclude (buyer_at, dated_at, says_back, is_purchase, is_refund) replace (
            case when is_refund then 1 else part end::utinyint as part,
            case when is_refund then 0 else net end as net,
            case when is_refund and status <> 6 then net else refund end as refund,
            case when is_refund then doubts & 253 else doubts end::utinyint as doubts  -- the row says how much went back: decided
        )
    from evaluated
)

select * from final
