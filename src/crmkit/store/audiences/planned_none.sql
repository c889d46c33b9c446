-- As planned.sql, of a store without an audience.
-- grain: none
select
    cast(null as varchar) as name,
    cast(null as date) as as_of,
    cast(null as date) as window_to,
    cast(null as integer) as priority,
    cast(null as ubigint) as customer_key,
    cast(null as varchar) as arm
where false
