-- The audiences that were kept, in the order of their days, then of their names.
-- grain: audience
select *
from kept.audiences
order by as_of, name
