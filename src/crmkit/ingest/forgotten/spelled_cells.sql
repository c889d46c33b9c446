-- The $cells, each read as the name, the phone and the number that it may be.
-- grain: one text
create or replace temp table spelled_cells as
with given as (
    select distinct unnest($cells::varchar[]) as cell
),

final as (
    select
        cell,
        spelled_nick(recipient_of(cell, cell)) as nick,
        phone_within(cell) as phone,
        spelled_number(cell) as number
    from given
)

select * from final
