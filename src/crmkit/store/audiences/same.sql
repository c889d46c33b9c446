-- The audience of that name ($name), looked for in the transaction that would write it.
-- grain: audience
select name
from target.kept.audiences
where name = $name
