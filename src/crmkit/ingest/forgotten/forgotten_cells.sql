-- Those of the cells (spelled_cells) that are of somebody whom the store has forgotten: by person, by order, as a text.
-- grain: one text
with digests as (
    select
        cell,
        person_digest(hash(nick)) as digest
    from spelled_cells
    where nick is not null
    union all
    select
        cell,
        person_digest(phone_key(phone)) as digest
    from spelled_cells
    where phone is not null
    union all
    select
        cell,
        keyed_digest('order', shops.shop_key || '|' || number) as digest
    from spelled_cells
    cross join target.kept.shops as shops
    where regexp_matches(number, '[0-9]')
    union all
    select
        cell,
        keyed_digest('text', text) as digest
    from (select cell, unnest(list_distinct([cell, nick, phone, number])) as text from spelled_cells)
),

final as (
    select distinct cell
    from digests
    where digest in (select digest from target.kept.tombstones)
)

select * from final
