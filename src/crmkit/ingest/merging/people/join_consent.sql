-- What each answer of the batch and the one in the store make together, and what that does to the store (verdict): every fact only
-- becomes known, and the greater stays.
-- grain: answer of the batch
with versions as (
    select *, true as is_ours, false as is_theirs
    from batch
    union all by name
    select kept.* exclude (file_key), false as is_ours, true as is_theirs
    from target.kept.consents as kept
    semi join batch
        on kept.shop_key = batch.shop_key
        and kept.customer_key = batch.customer_key
        and kept.channel = batch.channel
        and kept.since = batch.since
),

joined as (
    select
        shop_key, customer_key, channel, since,
        max(columns(lambda name: list_contains(getvariable('known'), name))),
        any_value(row(*columns(lambda name: list_contains(getvariable('known'), name)))) filter (where is_theirs) as held,
        any_value(row(*columns(lambda name: list_contains(getvariable('known'), name)))) filter (where is_ours) as ours,
        max(lines) as lines,
        bool_or(padded) as padded
    from versions
    group by shop_key, customer_key, channel, since
),

compared as (
    select
        *,
        row(*columns(lambda name: list_contains(getvariable('known'), name))) as made
    from joined
    where ours is not null
),

final as (
    select
        * exclude (held, ours, made),
        case
            when held is null then 'new'
            when held is distinct from made then 'updated'
            when ours is not distinct from made then 'unchanged'
            else 'older'
        end as verdict
    from compared
)

select * from final
