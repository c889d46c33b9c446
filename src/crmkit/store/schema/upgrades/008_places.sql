-- Of where a file lay on its owner's machine its folder's name is kept; a digest of the path knows it again when it is loaded anew.
alter table files add column if not exists place varchar;

update files
set
    place = md5(name),
    name = replace(regexp_extract(name, '([^/\\]*[/\\])?[^/\\]*$'), '\', '/')
where place is null
