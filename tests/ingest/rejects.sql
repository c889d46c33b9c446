-- What is in quarantine.
select line, lines, reason, column_name, amount from kept.rejects order by line
