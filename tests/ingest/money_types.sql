-- How wide the amounts of the orders are.
-- grain: one type
select distinct data_type as type
from duckdb_columns()
where table_name = 'orders' and database_name = 'target' and data_type like 'DECIMAL%'
order by type
