-- What customer tables have, as the tests compare it.
select nick, gender, birthday, birth_day, level, province, city, first_at, last_at, orders, total, has_history
from customer_facts
order by nick
