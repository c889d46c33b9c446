-- How a text that was typed or stands in a cell is read as somebody's name or number: as loading reads it, so that whom loading takes
-- for one person forgetting does, too. A phone may have blanks, hyphens and its country in it, or stand within an address.
create or replace temp macro spelled_nick(text) as nfc_normalize(rtrim(buyer_name(bare(text)), getvariable('blanks')));

create or replace temp macro spelled_phone(text) as
    case
        when regexp_full_match(regexp_replace(bare(text), '[() -]', '', 'g'), '[+]?(0|86|0086)?1[3-9][0-9]{9}')
            then right(regexp_replace(bare(text), '[() -]', '', 'g'), 11)
    end;

create or replace temp macro phone_within(text) as coalesce(spelled_phone(text), nullif(own_phone(text), ''));

create or replace temp macro spelled_number(text) as ltrim(bare_id(text), '#＃');

create or replace temp macro phone_key(phone) as
    ('0x' || substr(sha256(getvariable('outer_key') || sha256(getvariable('inner_key') || 'phone' || phone)), 1, 16))::ubigint
