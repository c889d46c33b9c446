-- What names them beside their rows: words of findings, names of files.
-- grain: finding; file
update target.kept.findings
set value = '*'
where value in (select text from sought);

update target.kept.files as kept
set name = changed.name
from (
    select
        file_key,
        min(replace(name, sought.text, '*')) as name
    from target.kept.files as files
    inner join sought on contains(files.name, sought.text) and strlen(sought.text) >= 6
    group by file_key
) as changed
where kept.file_key = changed.file_key
