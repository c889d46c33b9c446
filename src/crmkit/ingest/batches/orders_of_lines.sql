-- The money of those orders of the batch that the store knows by their lines already: the sum of all lines it has now.
-- Lines that say nothing of the state leave it as the store knows it.
-- What the lines repeat of their order ($repeats_total, $repeats_refund) is counted once, from the part with the most.
-- grain: platform + shop + order id of the batch
with added as (
    select
        lines.shop_key,
        lines.order_key,
        lines.order_text,
        sum(case when lines.status in (1, 5) then 0 else lines.net end) as net,
        coalesce(sum(lines.refund), 0) as refund
    from target.kept.order_lines as lines
    semi join batch
        on lines.order_key = batch.order_key
        and lines.shop_key = batch.shop_key
        and lines.order_text is not distinct from batch.order_text
    group by lines.shop_key, lines.order_key, lines.order_text
),

met as (
    select
        added.shop_key,
        added.order_key,
        added.order_text,
        added.net,
        case when $repeats_refund then greatest(kept.refund, batch.refund) else added.refund end as back,
        greatest(kept.net + kept.refund, batch.net + batch.refund) as whole,
        batch.status = 0 and coalesce(batch.status_raw, '') = '' and batch.paid_at is null and kept.status > 0 as is_stated_by_store,
        kept.status as held_status,
        kept.status_raw as held_raw,
        kept.doubts as held_doubts,
        kept.due as held_due
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
),

wholes as (
    select
        *,
        case
            when $repeats_total or net is null then whole
            when $repeats_refund and $is_gross then net
            else net + back
        end as paid,
        greatest(case when $repeats_total or net is null or $repeats_refund and $is_gross then paid - back else net end, 0) as kept
    from met
)

update batch
set
    net = wholes.kept,
    refund = wholes.paid - wholes.kept,
    status = case when is_stated_by_store then held_status else status end,
    status_raw = case when is_stated_by_store then held_raw else status_raw end,
    doubts = case when is_stated_by_store then held_doubts else doubts end,
    due = case when is_stated_by_store then held_due else due end,
    marks = case when is_stated_by_store and held_status = 1 then marks | 64 else marks end
from wholes
where batch.order_key = wholes.order_key
    and batch.shop_key = wholes.shop_key
    and batch.order_text is not distinct from wholes.order_text
