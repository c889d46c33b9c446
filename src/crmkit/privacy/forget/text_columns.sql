-- The columns of the database in use that hold texts, keys of customers or numbers of orders.
-- grain: column
select
    columns.table_schema,
    columns.table_name,
    columns.column_name,
    columns.data_type
from information_schema.columns as columns
inner join information_schema.tables as tables
    on tables.table_catalog = columns.table_catalog
    and tables.table_schema = columns.table_schema
    and tables.table_name = columns.table_name
where columns.table_catalog = current_database()
    and tables.table_type = 'BASE TABLE'
    and (
        columns.data_type = 'VARCHAR'
        or (columns.column_name = 'customer_key' and columns.data_type = 'UBIGINT')
        or (columns.column_name = 'order_key' and columns.data_type = 'BIGINT')
    )
order by columns.table_schema, columns.table_name, columns.column_name
