-- Lines that only their content knows, of orders that batch and store both have whole: as many lines of as much money, of which
-- some are the same lines. The others are the same, too, and an article was renamed: one side's lines go, whichever file came first.
-- Gives how many physical lines of the batch these are.
-- grain: one row
create or replace temp table renamed as
with known as (
    select *, false as is_ours
    from (
        select shop_key, order_key, order_text, line_key, net, refund, 0 as lines
        from target.kept.order_lines as lines
        semi join (select distinct shop_key, order_key from batch) as met
            on met.order_key = lines.order_key
            and met.shop_key = lines.shop_key
        where starts_with(line_text, '~')
    )
    union all
    select shop_key, order_key, order_text, line_key, net, refund, lines, true as is_ours
    from batch
),

alone as (
    select *, count(*) over (partition by shop_key, order_key, order_text, line_key) = 1 as is_alone
    from known
),

final as (
    select
        shop_key,
        order_key,
        order_text,
        max(line_key) filter (where is_alone and is_ours) < max(line_key) filter (where is_alone and not is_ours) as leaves_ours
    from alone
    group by shop_key, order_key, order_text
    having bool_or(not is_alone)
        and count(*) filter (where is_ours) = count(*) filter (where not is_ours)
        and sum(net + coalesce(refund, 0)) filter (where is_ours) = sum(net + coalesce(refund, 0)) filter (where not is_ours)
        and bool_or(is_alone)
)

select
    alone.shop_key,
    alone.line_key,
    alone.is_ours,
    alone.lines
from alone
inner join final
    on final.order_key = alone.order_key
    and final.shop_key = alone.shop_key
    and final.order_text is not distinct from alone.order_text
where alone.is_alone and alone.is_ours = final.leaves_ours;

delete from batch as lines
using renamed
where renamed.is_ours and renamed.line_key = lines.line_key and renamed.shop_key = lines.shop_key;

delete from target.kept.order_lines as lines
using renamed
where not renamed.is_ours and renamed.line_key = lines.line_key and renamed.shop_key = lines.shop_key;

select coalesce(sum(lines), 0)::bigint as lines
from renamed
where is_ours
