-- The ledger.
select name, physical_lines, loaded_lines, unchanged_lines, quarantined_lines from loaded_files order by file_key
