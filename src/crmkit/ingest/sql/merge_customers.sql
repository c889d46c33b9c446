-- Join what a customer table says into the store: it only becomes known; of two values the greater stays.
-- grain: one customer
merge into target.kept.customer_facts as kept
using batch
on kept.customer_key = batch.customer_key
when matched then update set
    gender = greatest(kept.gender, batch.gender),
    birthday = greatest(kept.birthday, batch.birthday),
    level = greatest(kept.level, batch.level),
    province = greatest(kept.province, batch.province),
    city = greatest(kept.city, batch.city)
when not matched
    then insert (customer_key, nick, gender, birthday, level, province, city, file_key)
    values (batch.customer_key, batch.nick, batch.gender, batch.birthday, batch.level, batch.province, batch.city, $file_key)
