-- Write what is new or newer than the store knew.
-- grain: one customer
merge into target.kept.customer_facts as kept
using (select * from outcome where verdict in ('new', 'updated')) as outcome
on kept.customer_key = outcome.customer_key
when matched then update set
    gender = outcome.gender,
    birthday = outcome.birthday,
    birth_day = outcome.birth_day,
    level = outcome.level,
    province = outcome.province,
    city = outcome.city,
    first_at = outcome.first_at,
    last_at = outcome.last_at,
    orders = outcome.orders,
    total = outcome.total,
    gender_proof = outcome.gender_proof,
    birthday_proof = outcome.birthday_proof,
    level_proof = outcome.level_proof,
    place_proof = outcome.place_proof,
    history_proof = outcome.history_proof,
    file_key = $file_key
when not matched
    then insert (customer_key, nick, gender, birthday, birth_day, level, province, city, first_at, last_at, orders, total, gender_proof, birthday_proof, level_proof, place_proof, history_proof, file_key)
    values (outcome.customer_key, outcome.nick, outcome.gender, outcome.birthday, outcome.birth_day, outcome.level, outcome.province, outcome.city, outcome.first_at, outcome.last_at, outcome.orders, outcome.total, outcome.gender_proof, outcome.birthday_proof, outcome.level_proof, outcome.place_proof, outcome.history_proof, $file_key)
