-- Two kinds of lines of an order that are no articles. A negative line of the moment of the purchase that is of nothing bought there (a
-- coupon) is a line of its order, no refund. A line that is called a total (article 0), or names no article where the others
-- do, is the sum of the others: what it has beyond them, as postage, is a line, and else it is none.
-- grain: one row of the staged table ($place) that is no article
create or replace temp table line_roles as
with rows as (
    select
        place,
        shop_key,
        order_key,
        order_text,
        part,
        article,
        refund,
        coalesce(created_at, paid_at) as dated_at,
        coalesce(paid, net) as amount,
        part in (0, 2) as is_line
    from staged
    where order_key <> 0
),

suspects as (
    select distinct shop_key, order_key
    from rows
    where part = 1 or is_line and coalesce(article, 0) = 0
),

timed as materialized (
    select *, min(dated_at) filter (where part = 0) over (partition by shop_key, order_key, order_text) as first_at
    from rows
    semi join suspects
        on suspects.order_key = rows.order_key
        and suspects.shop_key = rows.shop_key
),

orders as materialized (
    select
        shop_key,
        order_key,
        order_text,
        bool_and(dated_at = first_at) filter (where part = 0) as is_one_moment,
        list(distinct article) filter (where is_line and article <> 0) as articles,
        count(*) filter (where is_line and article <> 0) as named,
        count(*) filter (where part = 0 and article <> 0) as dated,
        count(*) filter (where is_line and article is null) as bare,
        count(*) filter (where is_line and article = 0) as totals,
        coalesce(sum(amount) filter (where is_line and article <> 0), 0)
            - coalesce(sum(refund) filter (where part = 1 and dated_at = first_at), 0) as others,
        sum(amount) filter (where is_line and article is null) as bare_amount
    from timed
    group by shop_key, order_key, order_text
),

-- lines without an article are sums only where they are so in every order that has one beside others
proof as (
    select coalesce(bool_and(bare = 1 and bare_amount = others), false) as bare_are_sums
    from orders
    where bare > 0 and named > 0
),

final as (
    select
        timed.place,
        part = 1 as is_discount,
        case when part = 1 then -timed.refund else timed.amount - orders.others end as amount,
        part <> 1 and timed.amount = orders.others and orders.dated > 0 as is_spare  -- else it alone has the time of the order
    from timed
    cross join proof
    inner join orders
        on orders.order_key = timed.order_key
        and orders.shop_key = timed.shop_key
        and orders.order_text is not distinct from timed.order_text
    where orders.named > 0
        and case
            when part = 1 then dated_at = first_at and orders.is_one_moment and article <> 0
                and not list_contains(orders.articles, article) and orders.others >= 0
            when article = 0 then orders.totals = 1 and timed.amount between orders.others * 0.5 and orders.others * 1.5
            when article is null then is_line and orders.bare = 1 and proof.bare_are_sums
            else false
        end
)

select * from final
