-- Those of the cells (spelled_cells) that name who is to be forgotten, and whom.
-- grain: one text
with matched as (
    select
        cell,
        sought.person
    from (select cell, unnest(list_distinct([cell, nick, phone, number])) as text from spelled_cells) as spelled
    inner join sought on sought.text = spelled.text
    union all
    select
        cell,
        people.customer_key as person
    from spelled_cells
    inner join forgotten_people as people on people.customer_key = hash(nick)
    union all
    select
        cell,
        people.customer_key as person
    from spelled_cells
    inner join forgotten_people as people on people.customer_key = phone_key(phone)
),

final as (
    select
        cell,
        min(person) as person
    from matched
    group by cell
)

select * from final
