-- What customer tables have beyond the first version; what was loaded before is older than any table that proves its day.
alter table customer_facts add column birth_day varchar;
alter table customer_facts add column first_at timestamp;
alter table customer_facts add column last_at timestamp;
alter table customer_facts add column orders integer;
alter table customer_facts add column total decimal(18, 2);
alter table customer_facts add column gender_proof varchar default '+';
alter table customer_facts add column birthday_proof varchar default '+';
alter table customer_facts add column level_proof varchar default '+';
alter table customer_facts add column place_proof varchar default '+';
alter table customer_facts add column history_proof varchar;
update customer_facts set birth_day = strftime(birthday, '%m-%d')
