-- The ledger.
select * from loaded_files order by file_key
