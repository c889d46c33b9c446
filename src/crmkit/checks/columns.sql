-- The columns that the tables of the store have.
-- grain: column
with final as (
    select
        table_name,
        column_name,
        data_type
    from duckdb_columns()
    where database_name = current_database() and schema_name = 'kept'
)

select * from final
order by table_name, column_name
