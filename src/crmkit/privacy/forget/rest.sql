-- What names them beside their rows: words of findings.
-- grain: finding
update target.kept.findings
set value = '*'
where value in (select text from sought)
