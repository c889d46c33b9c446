-- What each order of the batch and the order in the store make together, and what that does to the store (verdict).
-- The newest state wins as a whole, every other column only becomes known, a surer identity replaces a weaker one: a
-- join that is commutative, associative and idempotent, so the order of files cannot matter (docs/decisions/0005).
-- An order that is unpaid in one file and in another without a word of its state is marked (64).
-- file_key is that of the store's order where its state stays: an order is of the file that its state is from.
-- Of an order made of lines the batch holds what all its lines in the store say (mark 16).
-- grain: platform + shop + order id of the batch
with theirs as materialized (
    select kept.* exclude (refund_reported)
    from target.kept.orders as kept
    semi join batch
        on kept.order_key = batch.order_key
        and kept.shop_key = batch.shop_key
        and kept.order_text is not distinct from batch.order_text
),

ours as (
    select
        *,
        is_stateless(refund, status, net, status_raw, paid_at) as is_stateless,
        order_state(refund, status, net, status_at, due, status_raw, doubts, paid_at, currency) as state
    from (
        from batch
        union all by name
        select null::varchar as currency
        where false
    )
),

met as (
    select
        batch.shop_key,
        batch.order_key,
        batch.order_text,
        (batch.marks & theirs.marks & 16) > 0 or batch.state > theirs.state as is_newer,
        batch.state = theirs.state as is_same,
        identity_order(batch.identity, batch.buyer_at, batch.customer_key)
            > identity_order(theirs.identity, theirs.buyer_at, theirs.customer_key) as is_surer,
        batch.is_stateless <> theirs.is_stateless as is_stated_by_one
    from ours as batch
    inner join (
        select
            *,
            is_stateless(refund, status, net, status_raw, paid_at) as is_stateless,
            order_state(refund, status, net, status_at, due, status_raw, doubts, paid_at, currency) as state
        from theirs
    ) as theirs
        on theirs.order_key = batch.order_key
        and theirs.shop_key = batch.shop_key
        and theirs.order_text is not distinct from batch.order_text
),

fresh as (
    select batch.*
    from batch
    anti join theirs
        on theirs.order_key = batch.order_key
        and theirs.shop_key = batch.shop_key
        and theirs.order_text is not distinct from batch.order_text
),

versions as (
    select batch.*, true as is_ours, is_same, is_stated_by_one, is_newer as has_state, is_surer as has_buyer
    from batch
    inner join met
        on met.order_key = batch.order_key
        and met.shop_key = batch.shop_key
        and met.order_text is not distinct from batch.order_text
    union all by name
    select theirs.*, false as is_ours, is_same, is_stated_by_one, not is_newer as has_state, not is_surer as has_buyer
    from theirs
    inner join met
        on met.order_key = theirs.order_key
        and met.shop_key = theirs.shop_key
        and met.order_text is not distinct from theirs.order_text
),

joined as (
    select
        shop_key,
        order_key,
        order_text,
        any_value(customer_key) filter (where has_buyer) as customer_key,
        any_value(identity) filter (where has_buyer) as identity,
        any_value(buyer_at) filter (where has_buyer) as buyer_at,
        any_value(columns(lambda name: list_contains(getvariable('state'), name))) filter (where has_state),
        max(columns(lambda name: list_contains(getvariable('known'), name))),
        any_value(file_key) filter (where has_state) as file_key,
        bit_or(marks) as marks,
        bool_or(is_stated_by_one) as is_stated_by_one,
        bool_or(is_same) as is_same,
        any_value(row(customer_key, identity, marks, *columns(lambda name: list_contains(getvariable('state'), name))))
            filter (where is_theirs) as held_state,
        any_value(row(*columns(lambda name: list_contains(getvariable('known'), name)))) filter (where is_theirs) as held_facts,
        max(lines) as lines,
        bool_or(padded) as padded
    from (select *, is_ours = false as is_theirs from versions)
    group by shop_key, order_key, order_text
),

marked as (
    select
        * exclude (is_stated_by_one)
            replace ((case when status <> 1 then marks & 191 when is_stated_by_one then marks | 64 else marks end)::utinyint as marks)
    from joined
),

compared as (
    select
        *,
        row(customer_key, identity, marks, *columns(lambda name: list_contains(getvariable('state'), name))) as made_state,
        row(*columns(lambda name: list_contains(getvariable('known'), name))) as made_facts
    from marked
),

final as (
    select *, 'new' as verdict
    from fresh
    union all by name
    select
        * exclude (is_same, held_state, held_facts, made_state, made_facts),
        case
            when held_state is distinct from made_state or held_facts is distinct from made_facts then 'updated'
            when is_same then 'unchanged'
            else 'older'
        end as verdict
    from compared
)

select * from final
