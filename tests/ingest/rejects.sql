-- What is in quarantine.
select line, lines, reason, column_name from kept.rejects order by line
