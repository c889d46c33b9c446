-- The columns of the store in use that hold texts.
-- grain: column
select
    table_name,
    column_name
from information_schema.columns
where table_catalog = current_database() and table_schema = 'kept' and data_type = 'VARCHAR'
order by table_name, column_name
