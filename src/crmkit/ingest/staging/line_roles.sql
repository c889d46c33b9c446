-- The staged rows, where two kinds of lines of an order are known for what they are: a negative line of the moment of the purchase
-- that is of nothing bought there (a coupon) is a line of its order, no refund; and a line that is called a total (article 0), or
-- names no article where the others do, and comes to their sum, is that sum (part 9): of one that is called so and comes to
-- something else, as with postage in it, the difference stays.
-- grain: one record of the file
with rows as (
    select
        *,
        coalesce(created_at, paid_at) as dated_at,
        coalesce(paid, net) as amount
    from staged
),

orders as (
    select
        shop_key,
        order_key,
        order_text,
        min(dated_at) filter (where part = 0) as first_at,
        max(dated_at) filter (where part = 0) as last_at,
        list(distinct article) filter (where part in (0, 2) and article <> 0) as articles,
        count(*) filter (where part in (0, 2) and article <> 0) as named,
        count(*) filter (where part = 0 and article <> 0) as dated,
        count(*) filter (where part in (0, 2) and article is null) as bare,
        count(*) filter (where part in (0, 2) and article = 0) as totals,
        coalesce(sum(amount) filter (where part in (0, 2) and article <> 0), 0)
            - coalesce(sum(refund) filter (where part = 1 and dated_at = first_at_of_order), 0) as others,
        sum(amount) filter (where part in (0, 2) and article = 0) as total,
        sum(amount) filter (where part in (0, 2) and article is null) as bare_amount
    from (
        select *, min(dated_at) filter (where part = 0) over (partition by shop_key, order_key, order_text) as first_at_of_order
        from rows
    )
    group by shop_key, order_key, order_text
    having count(*) > 1
),

-- lines without an article are sums only where they are so in every order that has one beside others
proof as (
    select coalesce(bool_and(bare = 1 and bare_amount = others), false) as bare_are_sums
    from orders
    where bare > 0 and named > 0
),

evaluated as (
    select
        rows.*,
        coalesce(
            rows.part = 1
                and rows.dated_at = orders.first_at
                and orders.first_at = orders.last_at
                and rows.article <> 0
                and not list_contains(orders.articles, rows.article)
                and orders.others >= 0,
            false
        ) as is_discount,
        coalesce(
            rows.part in (0, 2) and orders.named > 0
                and (
                    rows.article = 0 and orders.totals = 1 and rows.amount between orders.others * 0.5 and orders.others * 1.5
                    or rows.article is null and orders.bare = 1 and proof.bare_are_sums
                ),
            false
        ) as is_sum,
        rows.amount - orders.others as beyond,
        orders.dated
    from rows
    cross join proof
    left join orders
        on orders.order_key = rows.order_key
        and orders.shop_key = rows.shop_key
        and orders.order_text is not distinct from rows.order_text
),

final as (
    select
        * exclude (buyer_at, dated_at, amount, is_discount, is_sum, beyond, dated) replace (
            case
                when is_discount then 0
                when is_sum and beyond = 0 and dated > 0 then 9  -- else it alone has the time of the order
                else part
            end::utinyint as part,
            case
                when is_discount then case when status in (1, 5, 6) then 0 else -refund end
                when is_sum and net > 0 then beyond
                else net
            end as net,
            case when is_discount then -refund when is_sum then beyond else paid end as paid,
            case when is_discount then case when status = 6 then -refund else 0 end else refund end as refund
        )
    from evaluated
)

select * from final
