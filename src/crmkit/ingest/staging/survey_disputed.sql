-- What the disputed orders come to: collisions with the money that is left out, renamed buyers, proven and not.
-- grain: one row
with final as (
    select
        count(*) as orders,
        count(*) filter (where is_collision) as collisions,
        sum(case when is_ours then their_amount else our_amount end) filter (where is_collision) as collision_amount,
        coalesce(sum(lines) filter (where is_collision and not is_ours), 0)::bigint as lines_left_out,
        count(*) filter (where is_named and is_proven and not is_collision) as renamed,
        sum(our_amount) filter (where is_named and is_proven and not is_collision) as renamed_amount,
        count(*) filter (where is_named and not is_proven and not is_collision) as unproven,
        sum(our_amount) filter (where is_named and not is_proven and not is_collision) as unproven_amount
    from disputed
)

select * from final
