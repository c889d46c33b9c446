-- The small tables that typing needs: what status texts mean, and the provinces an address may begin with.
-- grain: one status text
create temp table status_words as
select unnest($status_texts::varchar[]) as word, unnest($status_codes::utinyint[]) as status, false as is_undecided, false as is_asked;

-- grain: one province
create temp table provinces as
select unnest($prefixes::varchar[]) as prefix, unnest($provinces::varchar[]) as province
