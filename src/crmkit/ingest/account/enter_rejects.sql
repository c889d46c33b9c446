-- Lines of a file in quarantine, many at once: a list for each column.
-- grain: quarantined lines in a row
insert into target.kept.rejects
select
    $file_key, unnest($line::bigint[]), unnest($lines::integer[]), unnest($reason::varchar[]),
    unnest($header::varchar[]), unnest($digest::varchar[]), unnest($amount::varchar[]::decimal(38, 2)[]);
