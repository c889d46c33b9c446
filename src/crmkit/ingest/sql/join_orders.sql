-- What each order of the batch and the order in the store make together, and what that does to the store (verdict).
-- The newest state wins as a whole, every other column only becomes known, a surer identity replaces a weaker one: a
-- join that is commutative, associative and idempotent, so the order of files cannot matter (docs/decisions/0005).
-- An order made of lines is what all its lines in the store say (ours), whatever it was before (mark 16).
-- grain: platform + shop + order id of the batch
with tellings as (
    select *, true as is_ours, false as is_theirs
    from batch
    union all by name
    select kept.* exclude (refund_reported, file_key), false as is_ours, true as is_theirs
    from target.kept.orders as kept
    semi join batch
        on kept.order_key = batch.order_key
        and kept.shop_key = batch.shop_key
        and kept.order_text is not distinct from batch.order_text
),

joined as (
    select
        shop_key,
        order_key,
        order_text,
        arg_max(customer_key, identity_order(identity, customer_key)) as customer_key,
        arg_max(identity, identity_order(identity, customer_key)) as identity,
        arg_max_null(
            columns(lambda name: list_contains(getvariable('state'), name)),
            row(is_ours and (marks & 16) > 0, order_state(refund, status, net, status_at, due, status_raw))
        ),
        max(columns(lambda name: list_contains(getvariable('known'), name))),
        bit_or(marks) as marks,
        max(order_state(refund, status, net, status_at, due, status_raw)) filter (where is_ours) as our_state,
        max(order_state(refund, status, net, status_at, due, status_raw)) filter (where is_theirs) as their_state,
        any_value(row(customer_key, identity, marks, *columns(lambda name: list_contains(getvariable('state'), name))))
            filter (where is_theirs) as held_state,
        any_value(row(*columns(lambda name: list_contains(getvariable('known'), name)))) filter (where is_theirs) as held_facts,
        max(lines) as lines,
        bool_or(padded) as padded
    from tellings
    group by shop_key, order_key, order_text
),

compared as (
    select
        *,
        row(customer_key, identity, marks, *columns(lambda name: list_contains(getvariable('state'), name))) as made_state,
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
