-- What customer tables say of their members.
select nick, gender, level from customer_facts order by nick
