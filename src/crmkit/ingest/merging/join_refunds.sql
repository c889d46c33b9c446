-- What each refund case of the batch and the case in the store make together, and what that does to the store (verdict):
-- the furthest state wins as a whole, an order id that is no wreck replaces one that is, all else only becomes known.
-- grain: one refund case of the batch
with versions as (
    select *, true as is_ours, false as is_theirs
    from batch
    union all by name
    select kept.* exclude (file_key) replace ((kept.marks & 1)::utinyint as marks), false as is_ours, true as is_theirs
    from target.kept.refunds as kept
    semi join batch
        on kept.refund_key = batch.refund_key
        and kept.shop_key = batch.shop_key
        and kept.refund_text = batch.refund_text
),

joined as (
    select
        shop_key,
        refund_key,
        refund_text,
        arg_min(order_key, row(marks, order_key)) as order_key,
        arg_min_null(order_text, row(marks, order_key)) as order_text,
        arg_max_null(
            columns(lambda name: list_contains(getvariable('state'), name)), case_state(status, amount, finished_at, status_raw, currency)
        ),
        max(columns(lambda name: list_contains(getvariable('known'), name))),
        min(marks) as marks,
        max(case_state(status, amount, finished_at, status_raw, currency)) filter (where is_ours) as our_state,
        max(case_state(status, amount, finished_at, status_raw, currency)) filter (where is_theirs) as their_state,
        any_value(row(order_key, order_text, marks, *columns(lambda name: list_contains(getvariable('state'), name))))
            filter (where is_theirs) as held_state,
        any_value(row(*columns(lambda name: list_contains(getvariable('known'), name)))) filter (where is_theirs) as held_facts,
        max(lines) as lines,
        bool_or(padded) as padded
    from versions
    group by shop_key, refund_key, refund_text
),

compared as (
    select
        *,
        row(order_key, order_text, marks, *columns(lambda name: list_contains(getvariable('state'), name))) as made_state,
        row(*columns(lambda name: list_contains(getvariable('known'), name))) as made_facts
    from joined
),

final as (
    select
        * exclude (our_state, their_state, held_state, held_facts, made_state, made_facts),
        case
            when held_state is null then 'new'
            when held_state is distinct from made_state or held_facts is distinct from made_facts then 'updated'
            when our_state = their_state then 'unchanged'
            else 'older'
        end as verdict
    from compared
)

select * from final
