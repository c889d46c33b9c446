-- What each customer of the batch and the customer in the store make together, and what that does to the store (verdict).
-- The newer row wins whole, as far as its table has the columns: what a table does not have stays as another table gave it.
-- Commutative, associative and idempotent wherever the rows prove which is newer; else the later load counts (is_disputed).
-- grain: one customer of the batch
with met as (
    select
        batch as ours,
        kept as theirs,
        kept.customer_key is null as is_new,
        batch.column_groups & 1 > 0 as has_gender,
        batch.column_groups & 2 > 0 as has_birthday,
        batch.column_groups & 4 > 0 as has_level,
        batch.column_groups & 8 > 0 as has_place,
        batch.column_groups & 16 > 0 as has_history,
        batch.gender is not distinct from kept.gender as same_gender,
        batch.birth_day is not distinct from kept.birth_day and batch.birthday is not distinct from kept.birthday as same_birthday,
        batch.level is not distinct from kept.level as same_level,
        batch.province is not distinct from kept.province and batch.city is not distinct from kept.city as same_place,
        row(batch.first_at, batch.last_at, batch.orders, batch.total)
            is not distinct from row(kept.first_at, kept.last_at, kept.orders, kept.total) as same_history
    from batch
    left join target.kept.customer_facts as kept on kept.customer_key = batch.customer_key
),

compared as (
    select
        met.*,
        takes(has_gender, ours.proof, theirs.gender_proof) as takes_gender,
        takes(has_birthday, ours.proof, theirs.birthday_proof) as takes_birthday,
        takes(has_level, ours.proof, theirs.level_proof) as takes_level,
        takes(has_place, ours.proof, theirs.place_proof) as takes_place,
        takes(has_history, ours.proof, theirs.history_proof) as takes_history,
        proof_after(has_gender, ours.proof, theirs.gender_proof, same_gender) as gender_proof,
        proof_after(has_birthday, ours.proof, theirs.birthday_proof, same_birthday) as birthday_proof,
        proof_after(has_level, ours.proof, theirs.level_proof, same_level) as level_proof,
        proof_after(has_place, ours.proof, theirs.place_proof, same_place) as place_proof,
        proof_after(has_history, ours.proof, theirs.history_proof, same_history) as history_proof,
        has_gender and not same_gender as gender_differs,
        has_birthday and not same_birthday as birthday_differs,
        has_level and not same_level as level_differs,
        has_place and not same_place as place_differs,
        has_history and not same_history as history_differs
    from met
),

final as (
    select
        ours.customer_key as customer_key,
        ours.nick as nick,
        case when takes_gender then ours.gender else theirs.gender end as gender,
        case when takes_birthday then ours.birthday else theirs.birthday end as birthday,
        case when takes_birthday then ours.birth_day else theirs.birth_day end as birth_day,
        case when takes_level then ours.level else theirs.level end as level,
        case when takes_place then ours.province else theirs.province end as province,
        case when takes_place then ours.city else theirs.city end as city,
        case when takes_history then ours.first_at else theirs.first_at end as first_at,
        case when takes_history then ours.last_at else theirs.last_at end as last_at,
        case when takes_history then ours.orders else theirs.orders end as orders,
        case when takes_history then ours.total else theirs.total end as total,
        gender_proof,
        birthday_proof,
        level_proof,
        place_proof,
        history_proof,
        ours.lines as lines,
        ours.padded as padded,
        case
            when is_new then 'new'
            when takes_gender and gender_differs or takes_birthday and birthday_differs or takes_level and level_differs
                or takes_place and place_differs or takes_history and history_differs
                or row(gender_proof, birthday_proof, level_proof, place_proof, history_proof) is distinct from row(
                    theirs.gender_proof, theirs.birthday_proof, theirs.level_proof, theirs.place_proof, theirs.history_proof
                ) then 'updated'
            when gender_differs or birthday_differs or level_differs or place_differs or history_differs then 'older'
            else 'unchanged'
        end as verdict,
        ours.is_disputed or coalesce(
            not is_new and (
                gender_differs and is_unproven(ours.proof, theirs.gender_proof)
                or birthday_differs and is_unproven(ours.proof, theirs.birthday_proof)
                or level_differs and is_unproven(ours.proof, theirs.level_proof)
                or place_differs and is_unproven(ours.proof, theirs.place_proof)
                or history_differs and is_unproven(ours.proof, theirs.history_proof)
            ), false
        ) as is_disputed
    from compared
)

select * from final
