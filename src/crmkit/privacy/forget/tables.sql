-- The tables of the copy that is changed: some are made when they are first needed.
-- grain: table
select table_name
from information_schema.tables
where table_catalog = 'target' and table_schema = 'kept'
