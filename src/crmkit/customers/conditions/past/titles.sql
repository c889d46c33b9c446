-- The titles that were bought, those of most orders first, at most $most: what could have been meant.
-- grain: title
with titles as (
    select title
    from placed_lines
    where title is not null
    union all
    select title
    from qualifying_orders
    where title is not null
),

final as (
    select
        title,
        count(*) as times
    from titles
    group by title
)

select title
from final
order by times desc, title
limit $most
