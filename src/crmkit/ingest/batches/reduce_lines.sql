-- The lines of one order in one file become the order: its money is the sum of its lines, or the total that each of them
-- repeats ($repeats_total, $repeats_refund, $repeats_due); fractions of a fen are rounded once, half to even.
-- The variable greatest names the columns whose greatest value counts, without those that the file does not fill; of
-- others $has_... says whether it fills them: a sum of nothing costs as much as any.
-- The variable spare names the columns of this that nothing fills and nothing uses.
-- Where no column says what was due ($has_due) that is known of orders that brought no money alone.
-- Lines that name several buyers, or one state and several days, contradict each other.
-- Lines that were refunded or closed bring no money; under $is_gross what went back is taken off here.
-- $identity: how every buyer of the file is known; null where they are known by several kinds of identity.
-- Texts are gathered by themselves: beside them ten million sums take three times as long.
-- grain: platform + shop + order id
with added as (
    select
        shop_key,
        order_key,
        order_text,
        -- the surest identity; no name in one file is newer than another
        case when $identity is null then max((10 + identity_rank(identity))::uhugeint << 64 | coalesce(customer_key, 0)) end as buyer,
        max(customer_key) as greatest_key,
        -- a further line without a word of its own says nothing of the order's state
        case when $has_status then max(line_rank(status)) filter (where part <> 2 or status <> 0) else line_rank(0) end as state,
        case
            when $has_due then case when $repeats_due then max(due) else sum(due) end
            when not $has_status then null
            when $repeats_total then max(due)
            else coalesce(sum(due) filter (where status = 1), sum(due))
        end as due,
        case when $repeats_total then max(net) else sum(net) end as amount,
        -- beside a repeated total a closed line may show a part that went back
        coalesce(
            case
                when not $has_refund then 0
                when $repeats_refund then max(refund) filter (where status <> 6 or $repeats_total and refund < paid)
                else sum(refund) filter (where status <> 6 or $repeats_total and refund < paid)
            end, 0
        ) as back,
        -- a total that went back whole is repeated like the total; of which line it was is unknown where another is open
        coalesce(
            case
                when not $has_status then 0
                when $repeats_total then case
                    when bool_and(status in (5, 6)) filter (where part <> 2 or status <> 0)
                        then max(refund) filter (where status = 6 and coalesce(refund >= paid, true))
                end
                else sum(refund) filter (where status = 6)
            end, 0
        ) as all_back,
        -- a line that its own word calls refunded, in an order that goes on: its money is known where prices make up the total
        case when $repeats_total and $has_status then coalesce(bool_or(status = 6) and bool_or(part = 0 and status not in (5, 6)), false) else false end
            as is_broken,
        case when $repeats_total and $has_status then sum(list_price * quantity) filter (where status = 6) end as line_back,
        case when $repeats_total and $has_status then sum(list_price * quantity) end as goods,
        case when $is_doubted then bit_or(doubts) else 0::utinyint end as doubts,
        min(created_at) as created_at,
        case when $has_paid_at then min(paid_at) end as paid_at,
        sum(coalesce(quantity, 1))::integer as quantity,
        max(columns(lambda name: list_contains(getvariable('greatest'), name))),
        case when $is_marked then (bit_or(marks) & 3) | 16 else 16 end::utinyint as marks,
        sum(case when part = 0 then coalesce(lines, 1) else 0 end)::integer as lines,
        case when $has_padded then bool_and(coalesce(padded, false)) else false end as padded,
        coalesce(min(customer_key) <> max(customer_key), false)
            or case when $has_status then min(status) = max(status) else true end
            and max(coalesce(created_at, paid_at)) - min(coalesce(created_at, paid_at)) >= interval 1 day as is_contradicted
    from staged
    where part in (0, 2, 3)
    group by shop_key, order_key, order_text
),

worded as (
    select
        shop_key,
        order_key,
        order_text,
        -- the word that a doubt is about (32) before any other
        max({'state': line_rank(status) + case when $is_doubted and doubts > 0 then 32 else 0 end, 'raw': status_raw}) as word
    from staged
    where part in (0, 2, 3) and status_raw is not null
    group by shop_key, order_key, order_text
),

titled as (
    select
        shop_key,
        order_key,
        order_text,
        list_sort(list_distinct(list(title))) as titles
    from staged
    where part in (0, 2, 3) and title is not null
    group by shop_key, order_key, order_text
),

settled as (
    select
        added.* exclude (amount, back, all_back, buyer, greatest_key, state, is_broken, line_back, goods, doubts),
        is_broken and back = 0 and coalesce(goods = added.amount, false) as is_priced,
        case when is_priced then line_back else 0 end as line_gone,
        (case when is_broken and back = 0 and not is_priced then doubts | 2 else doubts end)::utinyint as doubts,
        $reach::timestamp as buyer_at,
        case when $identity is null then nullif((buyer & 18446744073709551615)::ubigint, 0) else greatest_key end as customer_key,
        coalesce($identity, (10 - (buyer >> 64)::utinyint) % 9)::utinyint as identity,
        status_of_rank(added.state) as status,
        case when worded.word.state >= 32 or worded.word.state = added.state then worded.word.raw end as status_raw,
        case when len(titles) <= 20 then array_to_string(titles, '，') end as title,
        case when $is_gross then greatest(added.amount - back, 0) else added.amount end - line_gone as kept,
        case when $is_gross then least(back, added.amount) else back end + all_back + line_gone as gone
    from added
    left join worded
        on worded.order_key = added.order_key
        and worded.shop_key = added.shop_key
        and worded.order_text is not distinct from added.order_text
    left join titled
        on titled.order_key = added.order_key
        and titled.shop_key = added.shop_key
        and titled.order_text is not distinct from added.order_text
),

final as (
    select
        * exclude (kept, gone, due, is_priced, line_gone),
        case when $has_due or status in (1, 5) then round_even(due, 2) end::decimal(18, 2) as due,
        round_even(kept, 2)::decimal(18, 2) as net,
        (round_even(kept + gone, 2)::decimal(18, 2) - round_even(kept, 2)::decimal(18, 2))::decimal(18, 2) as refund,
        kept <> round_even(kept, 2) as is_rounded
    from settled
)

select columns(lambda name: not list_contains(getvariable('spare'), name)) from final
