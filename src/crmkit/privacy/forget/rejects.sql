-- The digests of lines that were removed from the quarantine: of a line that somebody has they would say that it was here.
-- grain: one row
update target.kept.rejects as kept
set digest = ''
from (select unnest($files::integer[]) as file_key, unnest($lines::bigint[]) as line) as removed
where kept.file_key = removed.file_key and kept.line = removed.line
