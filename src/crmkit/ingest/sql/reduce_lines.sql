-- The lines of one order in one file become the order: its money is the sum of its lines, or the total that each of them
-- repeats ($repeats_total, $repeats_refund, $repeats_due); fractions of a fen are rounded once, half to even.
-- Lines that were refunded or closed bring no money; under $is_gross what went back is taken off here.
-- grain: platform + shop + order id
with added as (
    select
        shop_key,
        order_key,
        order_text,
        arg_max(
            {'customer_key': customer_key, 'identity': identity, 'buyer_at': buyer_at},
            identity_order(identity, buyer_at, customer_key)
        ) as buyer,
        max({'is_open': status not in (5, 6), 'status': status, 'raw': coalesce(status_raw, '')}) as state,
        max(status_at) as status_at,
        case when $repeats_due then max(due) else sum(due) end as due,
        case when $repeats_total then max(net) else sum(net) end as told,
        case when $repeats_refund then max(refund) else sum(refund) end as back,
        coalesce(sum(refund) filter (where status = 6), 0) as all_back,
        max(currency) as currency,
        bit_or(doubts) as doubts,
        min(created_at) as created_at,
        min(paid_at) as paid_at,
        max(shipped_at) as shipped_at,
        max(received_at) as received_at,
        sum(coalesce(quantity, 1))::integer as quantity,
        case when count(distinct title) <= 20 then string_agg(distinct title, '，' order by title) end as title,
        max(province) as province,
        max(city) as city,
        max(channel) as channel,
        ((bit_or(marks) & 3) | 16)::utinyint as marks,
        sum(case when part = 0 then coalesce(lines, 1) else 0 end) as lines,
        bool_and(coalesce(padded, false)) as padded
    from staged
    where part in (0, 2, 3)
    group by shop_key, order_key, order_text
),

settled as (
    select
        * exclude (told, back, all_back, buyer, state),
        buyer.customer_key as customer_key,
        buyer.identity as identity,
        buyer.buyer_at as buyer_at,
        state.status as status,
        nullif(state.raw, '') as status_raw,
        case when $is_gross then greatest(told - (back - all_back), 0) else told end as kept,
        case when $is_gross then least(back - all_back, told) + all_back else back end as gone
    from added
),

final as (
    select
        * exclude (kept, gone, due),
        round_even(due, 2)::decimal(18, 2) as due,
        round_even(kept, 2)::decimal(18, 2) as net,
        round_even(kept + gone, 2)::decimal(18, 2) - round_even(kept, 2)::decimal(18, 2) as refund,
        kept <> round_even(kept, 2) as is_rounded
    from settled
)

select * from final
