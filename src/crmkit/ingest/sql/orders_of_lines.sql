-- The money of those orders of the batch that the store knows by their lines already: the sum of all lines it has now.
-- Where the lines tell no money of their own, the total is the order's and what went back is theirs.
-- grain: platform + shop + order id of the batch
with added as (
    select
        lines.shop_key,
        lines.order_key,
        lines.order_text,
        sum(lines.net) as net,
        sum(lines.refund) as refund,
        bool_or(lines.net is null) as is_untold
    from target.kept.order_lines as lines
    semi join batch
        on lines.order_key = batch.order_key
        and lines.shop_key = batch.shop_key
        and lines.order_text is not distinct from batch.order_text
    group by lines.shop_key, lines.order_key, lines.order_text
),

wholes as (
    select
        added.shop_key,
        added.order_key,
        added.order_text,
        case when is_untold then greatest(kept.net + kept.refund, batch.net + batch.refund) else added.net + added.refund end as paid,
        case
            when is_untold then greatest(greatest(kept.net + kept.refund, batch.net + batch.refund) - added.refund, 0)
            else greatest(added.net, 0)
        end as kept
    from added
    inner join batch
        on added.order_key = batch.order_key
        and added.shop_key = batch.shop_key
        and added.order_text is not distinct from batch.order_text
    inner join target.kept.orders as kept
        on added.order_key = kept.order_key
        and added.shop_key = kept.shop_key
        and added.order_text is not distinct from kept.order_text
    where (kept.marks & 16) > 0
)

update batch
set net = wholes.kept, refund = wholes.paid - wholes.kept
from wholes
where batch.order_key = wholes.order_key
    and batch.shop_key = wholes.shop_key
    and batch.order_text is not distinct from wholes.order_text
