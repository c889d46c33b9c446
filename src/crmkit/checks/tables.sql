-- The tables of the store.
-- grain: table
with final as (
    select distinct table_name
    from duckdb_columns()
    where database_name = current_database() and schema_name = 'kept'
)

select * from final
order by table_name
