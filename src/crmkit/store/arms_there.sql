-- Whether lists were ever drawn: a store has no place for them before the first one.
-- grain: the table, if it is there
select 1
from information_schema.tables
where table_catalog = current_database() and table_schema = 'kept' and table_name = 'arms'
