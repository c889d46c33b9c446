-- What customer tables told of their members.
select nick, gender, level from customer_facts order by nick
